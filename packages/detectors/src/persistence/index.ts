import type { IndicatorKind } from "@lockkeeper/facts";

import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** Honest installers of git hooks write these, and say so. */
const gitHook = /\.git\/hooks|\.husky|core\.hooksPath|hooks\/(?:pre|post|commit)/i;

/** What a hook of git has no need of. */
const fetches = /(?:\b|\\n)(?:curl|wget)\b[^\n]{0,160}https?:\/\/|\bbase64\s+-d/i;

/** It sees to it that it starts again: after that, removing the package does not remove it. */
export const persistence: Detector = defineDetector({
  id: "persistence",
  title: "It makes itself start again: services, start files, agents' and editors' settings",
  family: "capability",
  strength: "decisive",
  technique: "T1547",
  *detect(subject, scene) {
    for (const deed of deedsOf(scene, "persist").filter(isLive)) {
      yield sightingAt(deed, {
        message: `It makes something start again by itself ${whenOf(deed)}: ${objectOf(deed)}.`,
        strength: strengthOf(deed) === "supporting" && talksTo(deed, subject) ? "strong" : strengthOf(deed),
      });
    }
  },
});

const oddPlaces: ReadonlySet<IndicatorKind> = new Set([
  "address",
  "exfiltration-service",
  "paste-service",
  "tunnel-service",
  "messenger",
]);

/** What starts by itself asks a place where nobody can be asked. */
function talksTo({ file, effect }: Deed, { facts }: Subject): boolean {
  if (gitHook.test(effect.argument ?? "")) return false;
  return facts.indicators.some(
    ({ kind, path, where }) => path === file && where === "code" && oddPlaces.has(kind),
  );
}

function strengthOf(deed: Deed): "decisive" | "strong" | "supporting" {
  const argument = deed.effect.argument ?? "";
  // Hooks in the project that is installed are what some tools are for; those of all repositories below home are not.
  if (gitHook.test(argument)) {
    const isOdd = deed.isHidden || argument.startsWith("~") || fetches.test(deed.effect.excerpt);
    return isOdd ? "strong" : "supporting";
  }
  if (isUnasked(deed)) return deed.effect.runs === "load" || deed.isHidden ? "decisive" : "strong";
  return deed.isHidden ? "strong" : "supporting";
}
