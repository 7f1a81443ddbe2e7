import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { carries, deedsOf, isLive, objectOf, sightingAt, whenOf } from "../reading.ts";

/** Every key is taken down, and goes somewhere. */
export const keyLogger: Detector = defineDetector({
  id: "key-logger",
  title: "It takes down keystrokes and sends or stores them",
  family: "capability",
  strength: "strong",
  technique: "T1056.001",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "network", "write-file", "dns").filter(isLive)) {
      if (!carries(deed, "key-log")) continue;
      yield sightingAt(deed, {
        message: `It passes keystrokes to ${objectOf(deed)} ${whenOf(deed)}.`,
        strength: deed.moment === "use" && deed.effect.kind !== "write-file" ? "supporting" : "strong",
      });
    }
  },
});
