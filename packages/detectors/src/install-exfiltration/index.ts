import { hostOf, isCodeHost } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, isAtInstall, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Scene, SourceKind } from "../scene.ts";

const loot: readonly (readonly [SourceKind, string])[] = [
  ["credential-file", "files that hold credentials"],
  ["wallet", "wallets"],
  ["key-log", "keystrokes"],
  ["clipboard", "the clipboard"],
  ["environment", "the environment"],
];

/** Something that only its owner should have leaves the machine while the package is installed. */
export const installExfiltration: Detector = defineDetector({
  id: "install-exfiltration",
  title: "An install sends credentials, wallets, keystrokes, the clipboard or the environment away",
  family: "capability",
  strength: "decisive",
  technique: "T1041",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "network", "dns", "publish").filter(isAtInstall)) {
      const taken = loot.filter(([kind]) => deed.sources.has(kind));
      const [worst] = taken;
      if (worst === undefined) continue;
      const what = taken.map(([, words]) => words).join(" and ");
      yield sightingAt(deed, {
        message: `It sends ${what} to ${objectOf(deed)} ${whenOf(deed)}.`,
        strength: worst[0] === "environment" ? strengthOfEnvironment(deed, scene) : "decisive",
      });
    }
  },
});

/** One variable in a request for a release is how honest installers pass proxies and tokens; all of them never are. */
function strengthOfEnvironment(deed: Deed, scene: Scene): "decisive" | "strong" | "supporting" {
  const takesAll = scene.deeds.some(
    (other) => other.file === deed.file && other.effect.kind === "read-all-environment",
  );
  if (takesAll) return "decisive";
  const host = hostOf(deed);
  // A host that the variable itself names, or a code host that wants a token, is no place to carry secrets to.
  return host === undefined || isCodeHost(host) ? "supporting" : "strong";
}
