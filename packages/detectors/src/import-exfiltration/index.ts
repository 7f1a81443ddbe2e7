import { domainOf, hostOf, isCodeHost, isLocalHost } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { lootOf } from "../loot.ts";
import type { Loot } from "../loot.ts";
import { deedsOf, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Scene } from "../scene.ts";

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
      const loot = lootOf(deed, scene).filter(
        (one) => loadedLoot.has(one.kind) || ownersOnly.has(one.kind) || isCarriedOff(deed, one),
      );
      const [worst = storeBeside(deed, scene)] = loot;
      if (worst === undefined) continue;
      yield sightingAt(deed, {
        message: `It sends ${[worst, ...loot.slice(1)].map(({ words }) => words).join(" and ")} to ${objectOf(deed)} ${whenOf(deed)}.`,
        strength: deed.isHidden || ownersOnly.has(worst.kind) ? "decisive" : "strong",
      });
    }
  },
});

/** Secrets of others' services go to a fixed host that is none of those services. */
function isCarriedOff(deed: Deed, { kind, words }: Loot): boolean {
  const host = hostOf(deed);
  if (kind !== "secret" || deed.effect.runs !== "load" || host === undefined) return false;
  if (isLocalHost(host) || isCodeHost(host)) return false;
  const [label = ""] = domainOf(host).split(".");
  return !words.toLowerCase().includes(label);
}

/** Where browsers keep what opens accounts: a database between it and the request hides what flows. */
const browserStore =
  /(?:Login Data|logins\.json|key[34]\.db|cookies\.sqlite|[/\\]Cookies|Local Extension Settings)$/i;

function storeBeside(deed: Deed, { deeds }: Scene): Loot | undefined {
  const host = hostOf(deed);
  if (host === undefined || isLocalHost(host) || isCodeHost(host)) return undefined;
  const isTaken = deeds.some(
    ({ effect, file, moment }) =>
      file === deed.file &&
      moment === "import" &&
      effect.kind === "read-file" &&
      browserStore.test(effect.argument ?? ""),
  );
  return isTaken ? { kind: "browser", words: "what a browser keeps" } : undefined;
}
