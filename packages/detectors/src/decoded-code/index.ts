import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { carries, deedsOf, isLive, isUnasked, sightingAt, whenOf } from "../reading.ts";
import type { Deed } from "../scene.ts";

/** Code stands in the package as data that no reader can read, and is run after decoding. */
export const decodedCode: Detector = defineDetector({
  id: "decoded-code",
  title: "It decodes a text and runs it as code",
  family: "concealment",
  strength: "strong",
  technique: "T1140",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "run-code", "process", "load-module").filter(isLive)) {
      if (!carries(deed, "decoded")) continue;
      // A decoded argument of a process is a word or a file name more often than a program.
      const isProgram = deed.effect.kind === "run-code" || (deed.effect.argument ?? "").length > 40;
      yield sightingAt(deed, {
        message: `It decodes a text and gives it to ${deed.effect.api} ${whenOf(deed)}.`,
        strength: isProgram ? strengthOf(deed) : "supporting",
      });
    }
  },
});

function strengthOf(deed: Deed): "strong" | "supporting" {
  return isUnasked(deed) || (deed.moment === "bin" && deed.effect.runs === "load") ? "strong" : "supporting";
}
