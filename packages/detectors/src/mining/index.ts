import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, indicatorsIn, isLive, isUnasked, quoted, sightingAt, whenOf } from "../reading.ts";

const miner =
  /\b(?:xmrig|xmr-stak|minerd|cpuminer|nbminer|t-rex|phoenixminer|lolminer)\b|stratum\+(?:tcp|ssl)|--donate-level|\bmonero(?:ocean|hash)\b/i;

/** Somebody else's processor is put to work for coins. */
export const mining: Detector = defineDetector({
  id: "mining",
  title: "It starts a miner or talks to a mining pool",
  family: "capability",
  strength: "strong",
  technique: "T1496",
  *detect({ facts }, scene) {
    for (const unit of scene.units) {
      const acts = deedsOf(unit, "process", "network", "load-native").filter(isLive);
      const direct = acts.find(({ effect }) => miner.test(effect.argument ?? ""));
      const known = indicatorsIn(unit, facts).find(({ kind }) => kind === "mining");
      const deed = direct ?? (known === undefined ? undefined : acts[0]);
      if (deed === undefined) continue;
      yield sightingAt(deed, {
        message: `It mines, or starts what does, ${whenOf(deed)}: ${quoted(known?.value ?? deed.effect.argument ?? "")}.`,
        strength: isUnasked(deed) ? "decisive" : direct === undefined ? "supporting" : "strong",
      });
    }
  },
});
