import { hostOf, isCodeHost, isLocalHost } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { carries, deedsOf, isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed } from "../scene.ts";

/** Something secret reaches a fixed host when the package is used; release tools and cloud clients do so too. */
export const runtimeExfiltration: Detector = defineDetector({
  id: "runtime-exfiltration",
  title: "Using it sends credentials, wallets, keystrokes or the clipboard to a fixed host",
  family: "capability",
  strength: "supporting",
  technique: "T1041",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "network", "dns")) {
      if (isUnasked(deed) || !isLive(deed)) continue;
      if (!carries(deed, "credential-file", "wallet", "key-log", "clipboard")) continue;
      const host = hostOf(deed);
      if (host === undefined || isLocalHost(host) || isCodeHost(host)) continue;
      yield sightingAt(deed, {
        message: `It sends ${wordsOf(deed)} to ${objectOf(deed)} ${whenOf(deed)}.`,
        strength: deed.isHidden || deed.isNew === true ? "strong" : "supporting",
      });
    }
  },
});

function wordsOf(deed: Deed): string {
  if (carries(deed, "credential-file")) return "a file that holds credentials";
  if (carries(deed, "wallet")) return "what wallets hold or sign";
  return carries(deed, "key-log") ? "keystrokes" : "the clipboard";
}
