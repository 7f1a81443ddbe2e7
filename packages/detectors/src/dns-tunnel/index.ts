import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { carries, deedsOf, isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";

/** Data leaves in the labels of names that are resolved: the answer does not matter, the question does. */
export const dnsTunnel: Detector = defineDetector({
  id: "dns-tunnel",
  title: "It carries data out in the names that it resolves",
  family: "capability",
  strength: "strong",
  technique: "T1048.003",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "dns").filter(isLive)) {
      const isLoot = carries(
        deed,
        "environment",
        "credential-file",
        "host-facts",
        "wallet",
        "file",
        "process",
      );
      const argument = deed.effect.argument ?? "";
      // A constant domain behind an unknown label: `${…}.collector.example`.
      const isLabel = /[})]\.(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}\.?$/i.test(argument);
      if (!isLoot || !isLabel) continue;
      yield sightingAt(deed, {
        message: `It resolves ${objectOf(deed)} ${whenOf(deed)}, with data of this machine in the name.`,
        strength: isUnasked(deed) ? "decisive" : "strong",
      });
    }
  },
});
