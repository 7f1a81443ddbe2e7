import { domainOf, hostOf, isCodeHost, isLocalHost } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { lootOf } from "../loot.ts";
import type { Loot } from "../loot.ts";
import { deedsOf, isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Scene } from "../scene.ts";

const ownersOnly: ReadonlySet<Loot["kind"]> = new Set([
  "credentials",
  "wallet",
  "keystrokes",
  "clipboard",
  "environment",
]);

/** Something secret reaches a fixed host when the package is used; release tools and cloud clients do so too. */
export const runtimeExfiltration: Detector = defineDetector({
  id: "runtime-exfiltration",
  title: "Using it sends credentials, wallets, keystrokes or the environment to a fixed host",
  family: "capability",
  strength: "supporting",
  technique: "T1041",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "network", "dns")) {
      if (isUnasked(deed) || !isLive(deed)) continue;
      const worst = lootOf(deed, scene).find(({ kind }) => ownersOnly.has(kind) || isTagged(deed, kind));
      const host = hostOf(deed);
      if (worst === undefined || host === undefined || isLocalHost(host) || isCodeHost(host)) continue;
      yield sightingAt(deed, {
        message: `It sends ${worst.words} to ${objectOf(deed)} ${whenOf(deed)}.`,
        strength: holdsPrivate(deed, worst, scene) ? "strong" : strengthOf(deed, worst, host),
      });
    }
  },
});

/** What callers hand over, with the name of the machine on it. */
function isTagged(deed: Deed, kind: Loot["kind"]): boolean {
  return kind === "identity" && deed.sources.has("parameter");
}

/** Keys of a person, and stores of browsers and shells: no service has them as its own sign-in. */
const privateStore =
  /\bid_(?:rsa|dsa|ecdsa|ed25519)$|Login Data$|logins\.json$|key[34]\.db$|Local Extension Settings|_history$|cookies\.sqlite$|\/Cookies$/i;

function holdsPrivate(deed: Deed, { kind }: Loot, { deeds }: Scene): boolean {
  if (kind !== "credentials") return false;
  return deeds.some(
    ({ effect, file }) =>
      file === deed.file && effect.kind === "read-file" && privateStore.test(effect.argument ?? ""),
  );
}

/** A tool may take its own credentials to its own service; keys of wallets and others' files have no business elsewhere. */
function strengthOf(deed: Deed, { kind, words }: Loot, host: string): "strong" | "supporting" {
  if (
    deed.isHidden ||
    deed.isNew === true ||
    kind === "wallet" ||
    kind === "environment" ||
    kind === "identity"
  )
    return "strong";
  const [label = ""] = domainOf(host).split(".");
  const isOwn = label.length > 2 && words.toLowerCase().includes(label);
  return kind === "credentials" && words.startsWith("the file ") && !isOwn ? "strong" : "supporting";
}
