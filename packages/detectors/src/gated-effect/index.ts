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
const place =
  /\bIntl\b|locale|time-?zone|\blang(?:uage)?\b|\bLC_ALL\b|country|keyboard|\b(?:ru|be|uk|kk)[-_](?:RU|BY|UA|KZ)\b/i;
const watcher =
  /hostname|userInfo|username|user-?agent|webdriver|debugger|sandbox|vmware|virtualbox|totalmem|\bDate\b/i;

/** What it does depends on who is looking: on language, clock, host or user. */
export const gatedEffect: Detector = defineDetector({
  id: "gated-effect",
  title: "What it does unasked depends on language, clock, host or user",
  family: "concealment",
  strength: "supporting",
  technique: "T1480",
  *detect(_subject, scene) {
    for (const deed of firstByFile(deedsOf(scene, "gate").filter(isUnasked))) {
      const argument = deed.effect.argument ?? "";
      // Installers that do nothing in a pipeline are common, and so are conditions on the platform.
      if (!place.test(argument) && !watcher.test(argument)) continue;
      if (!guardsHarm(deed, scene)) continue;
      yield sightingAt(deed, {
        message: `What it does ${whenOf(deed)} depends on ${objectOf(deed)}.`,
      });
    }
  },
});

function guardsHarm(deed: Deed, scene: Scene): boolean {
  return scene.deeds.some(
    (other) => other.file === deed.file && harmful.has(other.effect.kind) && isUnasked(other),
  );
}
