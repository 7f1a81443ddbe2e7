import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { isAtInstall, isLive, objectOf, sightingAt, whenOf } from "../reading.ts";

/** Certificates are not checked, so that anybody on the way may answer. */
export const tlsChecksOff: Detector = defineDetector({
  id: "tls-checks-off",
  title: "It switches off the check of certificates",
  family: "capability",
  strength: "supporting",
  technique: "T1562",
  *detect(_subject, scene) {
    for (const deed of scene.deeds.filter(isLive)) {
      if (!deed.effect.options.includes("tls-unverified")) continue;
      yield sightingAt(deed, {
        message: `It does not check certificates ${whenOf(deed)}: ${objectOf(deed)}.`,
        strength: isAtInstall(deed) ? "supporting" : "context",
      });
    }
  },
});
