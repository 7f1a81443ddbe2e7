import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { identityOf } from "../loot.ts";
import { deedsOf, isAtInstall, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";

/** Who and where the machine is goes out, without anybody having used the package. */
export const hostBeacon: Detector = defineDetector({
  id: "host-beacon",
  title: "It reports host name, user or folders to somebody at install or on loading",
  family: "capability",
  strength: "decisive",
  technique: "T1082",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "network", "dns").filter(isUnasked)) {
      const tells = identityOf(deed, scene);
      const isVague = tells.length === 0;
      if (isVague && !(deed.sources.has("host-facts") && isAtInstall(deed))) continue;
      yield sightingAt(deed, {
        message: `It sends ${isVague ? "facts of the host" : tells.join(", ")} to ${objectOf(deed)} ${whenOf(deed)}.`,
        strength: isVague ? "supporting" : isAtInstall(deed) ? "decisive" : "strong",
      });
    }
  },
});
