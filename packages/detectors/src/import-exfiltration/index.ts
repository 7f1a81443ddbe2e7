import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { lootOf } from "../loot.ts";
import type { Loot } from "../loot.ts";
import { deedsOf, objectOf, sightingAt, whenOf } from "../reading.ts";

const ownersOnly: ReadonlySet<Loot["kind"]> = new Set(["credentials", "wallet", "keystrokes"]);

/** What a program or a page has that merely loads the package. */
const loadedLoot: ReadonlySet<Loot["kind"]> = new Set(["environment", "clipboard", "browser"]);

/** Something secret leaves the machine because a program merely loaded the package. */
export const importExfiltration: Detector = defineDetector({
  id: "import-exfiltration",
  title: "Loading it sends credentials, wallets, keystrokes or the whole environment away",
  family: "capability",
  strength: "strong",
  technique: "T1041",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "network", "dns", "publish")) {
      if (deed.moment !== "import") continue;
      const loot = lootOf(deed, scene).filter(({ kind }) => loadedLoot.has(kind) || ownersOnly.has(kind));
      const [worst] = loot;
      if (worst === undefined) continue;
      yield sightingAt(deed, {
        message: `It sends ${loot.map(({ words }) => words).join(" and ")} to ${objectOf(deed)} ${whenOf(deed)}.`,
        strength: deed.isHidden || ownersOnly.has(worst.kind) ? "decisive" : "strong",
      });
    }
  },
});
