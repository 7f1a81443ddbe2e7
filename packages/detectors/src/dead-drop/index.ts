import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { carries, deedsOf, indicatorsIn, isLive, isUnasked, quoted, sightingAt, whenOf } from "../reading.ts";
import type { Deed } from "../scene.ts";

/** Orders or code come by way of a chain, a gateway or a paste, which nobody can take down. */
export const deadDrop: Detector = defineDetector({
  id: "dead-drop",
  title: "What it runs or where it connects comes from a chain, a gateway or a paste",
  family: "capability",
  strength: "strong",
  technique: "T1102.001",
  *detect({ facts }, scene) {
    for (const unit of scene.units) {
      const place = indicatorsIn(unit, facts).find(
        ({ kind }) => kind === "chain-endpoint" || kind === "paste-service",
      );
      if (place === undefined) continue;
      const deed = deedsOf(unit, "run-code", "process", "load-native", "write-file")
        .filter(isLive)
        .find(isFed);
      if (deed === undefined || !(isUnasked(deed) || deed.isHidden)) continue;
      yield sightingAt(deed, {
        message: `What it uses ${whenOf(deed)} comes from ${quoted(place.value)}, and reaches ${deed.effect.api}.`,
      });
    }
  },
});

function isFed(deed: Deed): boolean {
  return carries(deed, "network") || (deed.effect.kind === "run-code" && deed.effect.argument === undefined);
}
