import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { carries, deedsOf, isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Scene } from "../scene.ts";

/** A program that runs what it is fed, with nothing else to run. */
const interpreter =
  /^(?:\S*\/)?(?:node|bun|deno|python3?|(?:ba|z|da)?sh|perl|ruby|powershell|pwsh|\$\{execPath\})(?:\.exe)?(?:\s+-\w*)*\s*-?$/i;

/** Code stands in the package as data that no reader can read, and is run after decoding. */
export const decodedCode: Detector = defineDetector({
  id: "decoded-code",
  title: "It decodes a text and runs it as code",
  family: "concealment",
  strength: "strong",
  technique: "T1140",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "run-code").filter(isLive)) {
      if (!carries(deed, "decoded")) continue;
      yield sightingAt(deed, {
        message: `It decodes a text and gives it to ${deed.effect.api} ${whenOf(deed)}.`,
        strength: strengthOf(deed, scene),
      });
    }
    for (const deed of deedsOf(scene, "process").filter(isLive)) {
      if (!carries(deed, "decoded") || !interpreter.test(deed.effect.argument ?? "")) continue;
      yield sightingAt(deed, {
        message: `It decodes a text and feeds it to ${objectOf(deed)} ${whenOf(deed)}.`,
        strength: strengthOf(deed, scene),
      });
    }
  },
});

/** Decrypting a program with a key, or compiling a decoded one as a module, at once: no library does so by accident. */
function strengthOf(deed: Deed, scene: Scene): "decisive" | "strong" | "supporting" {
  const isPrompt = isUnasked(deed) && deed.effect.runs === "load";
  const isDecrypted =
    deed.effect.api.includes("_compile") || deedsOf(scene, "decrypt").some(({ file }) => file === deed.file);
  if (isPrompt && isDecrypted) return "decisive";
  return isUnasked(deed) || (deed.moment === "bin" && deed.effect.runs === "load") ? "strong" : "supporting";
}
