import { hostOf, isCodeHost } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { lootOf } from "../loot.ts";
import type { Loot } from "../loot.ts";
import { deedsOf, isAtInstall, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed } from "../scene.ts";

/** Something that only its owner should have leaves the machine while the package is installed. */
export const installExfiltration: Detector = defineDetector({
  id: "install-exfiltration",
  title: "An install sends credentials, wallets, keystrokes, the clipboard or the environment away",
  family: "capability",
  strength: "decisive",
  technique: "T1041",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "network", "dns", "publish").filter(isAtInstall)) {
      const taken = lootOf(deed, scene).filter(({ kind }) => kind !== "identity");
      const [worst] = taken;
      if (worst === undefined) continue;
      yield sightingAt(deed, {
        message: `It sends ${taken.map(({ words }) => words).join(" and ")} to ${objectOf(deed)} ${whenOf(deed)}.`,
        strength: strengthOf(deed, worst),
      });
    }
  },
});

/** One variable in a request for a release is how honest installers pass proxies and tokens; all of them never are. */
function strengthOf(deed: Deed, { kind }: Loot): "decisive" | "strong" | "supporting" | "context" {
  if (kind === "browser") return "strong";
  if (kind !== "secret" && kind !== "variable") return "decisive";
  const host = hostOf(deed);
  // A host that the variable itself names, or a code host that wants a token, is no place to carry secrets to.
  return host === undefined || isCodeHost(host) ? "context" : kind === "secret" ? "strong" : "supporting";
}
