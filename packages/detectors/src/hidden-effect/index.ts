import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, EffectKind } from "../scene.ts";

/** What nobody needs to hide: each touches what lies outside the program. */
const telling: ReadonlySet<EffectKind> = new Set([
  "process",
  "network",
  "dns",
  "write-file",
  "delete-file",
  "read-all-environment",
  "host-facts",
  "persist",
  "publish",
  "install-packages",
  "clipboard",
  "key-log",
  "wallet",
]);

/** Effects that a text has which the code decodes and runs. That it is decoded is a finding of its own. */
export const hiddenEffect: Detector = defineDetector({
  id: "hidden-effect",
  title: "A text that it decodes and runs reaches the system or the network",
  family: "capability",
  strength: "strong",
  technique: "T1027.009",
  *detect(_subject, scene) {
    for (const deed of scene.deeds) {
      if (deed.effect.layer === 0 || !telling.has(deed.effect.kind) || !isLive(deed)) continue;
      yield sightingAt(deed, {
        message: `Code that it keeps encoded uses ${deed.effect.api} (${objectOf(deed)}) ${whenOf(deed)}.`,
        strength: strengthOf(deed),
      });
    }
  },
});

function strengthOf(deed: Deed): "strong" | "supporting" {
  return isUnasked(deed) || deed.moment === "bin" ? "strong" : "supporting";
}
