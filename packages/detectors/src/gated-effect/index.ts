import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, firstByFile, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, EffectKind, Scene } from "../scene.ts";

const harmful: ReadonlySet<EffectKind> = new Set([
  "network",
  "dns",
  "process",
  "run-code",
  "delete-file",
  "persist",
]);
const place = /locale|timezone|time-?zone|\blang\b|country|keyboard|ru[-_]RU|\bGMT|Intl/i;
const watcher =
  /hostname|username|user-?agent|debugger|inspect|sandbox|vmware|virtualbox|docker|totalmem|cpus|date|Date|argv|npm_package|cwd/i;

/** What it does depends on who is looking: on language, clock, host, or whether a machine builds. */
export const gatedEffect: Detector = defineDetector({
  id: "gated-effect",
  title: "What it does unasked depends on language, clock, host or pipeline",
  family: "concealment",
  strength: "supporting",
  technique: "T1480",
  *detect(_subject, scene) {
    for (const deed of firstByFile(deedsOf(scene, "gate").filter(isUnasked))) {
      const argument = deed.effect.argument ?? "";
      const isPlace = place.test(argument);
      if (!isPlace && !watcher.test(argument) && !/\bCI\b|GITHUB_ACTIONS/.test(argument)) continue;
      if (!guardsHarm(deed, scene)) continue;
      yield sightingAt(deed, {
        message: `What it does ${whenOf(deed)} depends on ${objectOf(deed)}.`,
        strength: "supporting",
      });
    }
  },
});

function guardsHarm(deed: Deed, scene: Scene): boolean {
  return scene.deeds.some(
    (other) => other.file === deed.file && harmful.has(other.effect.kind) && isUnasked(other),
  );
}
