import type { FindingStrength } from "@lockkeeper/core";

import {
  changedDependencies,
  dayMs,
  excerptOf,
  isEstablished,
  isInstalled,
  listed,
  nameOf,
  packageAgeOf,
  publishedPhrase,
  memberOf,
} from "../dependency-reading.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import type { DependencyDelta, Subject } from "../subject.ts";

/** A package younger than this has been seen by few. */
const youngMs = 30 * dayMs;

/**
 * A release adds a dependency that nothing in the package uses: it is there to be installed. A stranger's young package
 * that runs a script at install is how other people's releases are made to carry an attack.
 */
export const dependencyUnseen: Detector = defineDetector({
  id: "dependency-unseen",
  title: "A dependency is added that nothing in the package uses",
  family: "graph",
  strength: "strong",
  technique: "T1195.001",
  *detect(subject) {
    for (const delta of changedDependencies(subject)) {
      const strength = strengthOf(delta, subject);
      if (strength === undefined) continue;
      yield {
        strength,
        message: messageOf(delta, subject),
        member: memberOf(delta),
        excerpt: excerptOf(delta),
        before: delta.before,
        after: delta.dependency.spec,
      };
    }
  },
});

function strengthOf(delta: DependencyDelta, subject: Subject): FindingStrength | undefined {
  if (!isUnused(delta)) return undefined;
  const runs = delta.installScripts.length > 0;
  if (isEstablished(subject))
    return isYoung(delta) ? strengthOfYoung(delta, runs) : strengthOfOld(delta, runs);
  return isYoung(delta) && runs && !delta.isRelated ? "strong" : undefined;
}

function strengthOfYoung({ isRelated, target }: DependencyDelta, runs: boolean): FindingStrength | undefined {
  // Parts of one project are published together, and packages for single platforms are found by composed names.
  if (isRelated) return runs ? "supporting" : undefined;
  if (runs) return "decisive";
  // Types that the community keeps are read by compilers alone; nobody else can publish in that scope.
  return target.startsWith("@types/") ? undefined : "strong";
}

function strengthOfOld({ isRelated }: DependencyDelta, runs: boolean): FindingStrength | undefined {
  return runs && !isRelated ? "supporting" : undefined;
}

function isYoung(delta: DependencyDelta): boolean {
  const age = packageAgeOf(delta);
  return age !== undefined && age < youngMs;
}

function isUnused(delta: DependencyDelta): boolean {
  const isUsed = delta.isImported || delta.isMentioned || delta.isPopular;
  const isOfRegistry = delta.source === "registry" || delta.source === "alias";
  return !isUsed && isOfRegistry && isInstalled(delta) && delta.resolved.state === "present";
}

function messageOf(delta: DependencyDelta, subject: Subject): string {
  const published = publishedPhrase(delta, subject);
  const traits = [
    ...(published === undefined ? [] : [`was ${published}`]),
    "is imported by nothing in the package",
    ...(delta.installScripts.length === 0
      ? []
      : [`runs a script at install (${delta.installScripts.join(", ")})`]),
  ];
  return `A new dependency, ${nameOf(delta)}, ${listed(traits)}.`;
}
