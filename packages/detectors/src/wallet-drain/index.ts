import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, firstByFile, isLive, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** A wallet is asked for signatures or payments, and where the money goes stands in the code. */
export const walletDrain: Detector = defineDetector({
  id: "wallet-drain",
  title: "It asks wallets to sign or pay to an address that it carries, or hides that it does",
  family: "capability",
  strength: "strong",
  technique: "T1657",
  *detect(subject, scene) {
    for (const deed of firstByFile(deedsOf(scene, "wallet").filter(isLive))) {
      const address = addressIn(deed, subject);
      if (address === undefined && !deed.isHidden) continue;
      yield sightingAt(deed, {
        message: `It uses wallets ${whenOf(deed)} (${objectOf(deed)})${address === undefined ? " and hides it" : ` and carries the address ${address}`}.`,
        strength: deed.isHidden || (deed.moment !== "use" && address !== undefined) ? "strong" : "supporting",
      });
    }
  },
});

function addressIn(deed: Deed, { facts }: Subject): string | undefined {
  return facts.indicators.find(
    ({ kind, path, where }) => kind === "wallet-address" && path === deed.file && where === "code",
  )?.value;
}
