import type { FindingStrength } from "@lockkeeper/core";

import { changedDependencies, excerptOf, isEstablished, memberOf } from "../dependency-reading.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import type { DependencyDelta, Subject } from "../subject.ts";

const places = {
  git: "a git repository",
  url: "an address outside every registry",
  alias: "another package by an alias",
  file: "a path",
} as const;

/**
 * A release takes a dependency from elsewhere than before, or adds one from outside the registry. What lies there can
 * be another thing tomorrow, and nobody who looks at the registry sees it.
 */
export const dependencyElsewhere: Detector = defineDetector({
  id: "dependency-elsewhere",
  title: "A dependency now comes from outside the registry, or under another name",
  family: "graph",
  strength: "strong",
  technique: "T1195.001",
  *detect(subject) {
    for (const delta of changedDependencies(subject)) {
      const { source, dependency, before } = delta;
      if (source !== "git" && source !== "url" && source !== "alias") continue;
      const strength = strengthOf(delta, subject);
      if (strength === undefined) continue;
      yield {
        strength,
        message:
          before === undefined
            ? `A new ${dependency.kind === "optionalDependencies" ? "optional " : ""}dependency, ${dependency.name}, leads to ${places[source]}.`
            : `Its dependency ${dependency.name} now leads to ${places[source]}.`,
        member: memberOf(delta),
        excerpt: excerptOf(delta),
        before,
        after: dependency.spec,
      };
    }
  },
});

function strengthOf(delta: DependencyDelta, subject: Subject): FindingStrength | undefined {
  const isChange = delta.before !== undefined;
  if (delta.source === "alias") return aliasStrength(delta, isChange);
  // `npm install` of a package from git runs its `prepare`, whatever the package itself declares.
  const isForItsScript = delta.source === "git" && delta.dependency.kind === "optionalDependencies";
  if (isForItsScript && !delta.isImported) return "strong";
  if (delta.source === "url") return isEstablished(subject) ? "strong" : "supporting";
  return isChange || !delta.isImported ? "supporting" : "context";
}

/** An alias to what many use is a way to have two versions of it; one to a stranger is another package. */
function aliasStrength(
  { isPopular, isRelated, target }: DependencyDelta,
  isChange: boolean,
): FindingStrength | undefined {
  if (isPopular || isRelated) return isChange ? "context" : undefined;
  return isChange && target !== "" ? "supporting" : "context";
}
