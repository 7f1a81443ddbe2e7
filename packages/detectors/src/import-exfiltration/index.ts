import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { carries, deedsOf, isAtInstall, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Scene } from "../scene.ts";

/** Something secret leaves the machine because a program merely loaded the package. */
export const importExfiltration: Detector = defineDetector({
  id: "import-exfiltration",
  title: "Loading it sends credentials, wallets, keystrokes or the whole environment away",
  family: "capability",
  strength: "strong",
  technique: "T1041",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "network", "dns", "publish")) {
      if (!isUnasked(deed) || isAtInstall(deed)) continue;
      const what = lootOf(deed, scene);
      if (what === undefined) continue;
      yield sightingAt(deed, {
        message: `It sends ${what} to ${objectOf(deed)} ${whenOf(deed)}.`,
        strength:
          deed.isHidden || carries(deed, "credential-file", "wallet", "key-log") ? "decisive" : "strong",
      });
    }
  },
});

function lootOf(deed: Deed, scene: Scene): string | undefined {
  if (carries(deed, "credential-file")) return "files that hold credentials";
  if (carries(deed, "wallet")) return "what wallets hold or sign";
  if (carries(deed, "key-log")) return "keystrokes";
  if (carries(deed, "clipboard")) return "the clipboard";
  const takesAll = scene.deeds.some(
    ({ effect, file }) => file === deed.file && effect.kind === "read-all-environment",
  );
  return carries(deed, "environment") && takesAll ? "the environment" : undefined;
}
