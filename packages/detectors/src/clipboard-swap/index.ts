import type { FindingStrength } from "@lockkeeper/core";

import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, firstByFile, isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Scene } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** The clipboard is watched for addresses of wallets, or touched although nobody asked. */
export const clipboardSwap: Detector = defineDetector({
  id: "clipboard-swap",
  title: "It watches or changes the clipboard unasked, or knows addresses of wallets to put there",
  family: "capability",
  strength: "strong",
  technique: "T1115",
  *detect(subject, scene) {
    for (const deed of firstByFile(deedsOf(scene, "clipboard").filter(isLive))) {
      const knowsAddresses = hasAddress(deed, subject);
      if (!knowsAddresses && !isUnasked(deed)) continue;
      const what = knowsAddresses ? ", in a file that holds addresses of wallets" : "";
      yield sightingAt(deed, {
        message: `It uses the clipboard (${objectOf(deed)}) ${whenOf(deed)}${what}.`,
        strength: strengthOf(deed, knowsAddresses, scene),
      });
    }
  },
});

function strengthOf(deed: Deed, knowsAddresses: boolean, scene: Scene): FindingStrength {
  if (knowsAddresses) return isUnasked(deed) ? "decisive" : "strong";
  return isCopyHandler(deed, scene) ? "supporting" : "strong";
}

/** A page shapes what its visitor copies, in plain code that sends nothing. */
function isCopyHandler(deed: Deed, scene: Scene): boolean {
  if (deed.isHidden || !deed.effect.api.endsWith("addEventListener") || deed.effect.argument === "paste")
    return false;
  const unit = scene.units.find(({ file }) => file === deed.file);
  return (
    unit?.facts.disguises.every(({ kind }) => kind === "minified") === true &&
    deedsOf(unit, "network", "dns", "run-code", "decrypt").length === 0
  );
}

function hasAddress(deed: Deed, { facts }: Subject): boolean {
  return facts.indicators.some(
    ({ kind, path, where }) => kind === "wallet-address" && path === deed.file && where === "code",
  );
}
