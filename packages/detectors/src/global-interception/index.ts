import { hostOf, isPublicAddress } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { carries, deedsOf, firstByFile, isLive, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Scene } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** So many addresses of wallets in one source are a list to choose from, not a constant of a chain. */
const addressListMinCount = 3;

/** Bundles of applications hold many things that have nothing to do with each other; bytes. */
const smallFileMaxBytes = 60_000;
const transport =
  /^(?:https?|net|tls)\.|^(?:window\.|globalThis\.|self\.)?(?:fetch|XMLHttpRequest|WebSocket)/;
const intercepted = /^(?:window\.|globalThis\.|self\.)?(?:fetch|XMLHttpRequest)/;

/** Calls of other code are caught, in a file that also knows wallets: money goes elsewhere than its sender sees. */
export const globalInterception: Detector = defineDetector({
  id: "global-interception",
  title: "It catches what other code sends, and knows wallets or a place to send it to",
  family: "capability",
  strength: "strong",
  technique: "T1557",
  *detect(subject, scene) {
    for (const deed of firstByFile(deedsOf(scene, "replace-global").filter(isLive))) {
      const why = reasonOf(deed, subject, scene);
      if (why === undefined) continue;
      yield sightingAt(deed, {
        message: `It replaces ${objectOf(deed)} ${whenOf(deed)}, and ${why.words}.`,
        strength: why.strength,
      });
    }
  },
});

function reasonOf(
  deed: Deed,
  { facts }: Subject,
  scene: Scene,
): { readonly words: string; readonly strength: "decisive" | "strong" | "supporting" } | undefined {
  const own = scene.deeds.filter(({ file }) => file === deed.file);
  const addresses = new Set(
    facts.indicators
      .filter(({ kind, path, where }) => kind === "wallet-address" && path === deed.file && where === "code")
      .map(({ value }) => value),
  );
  const touchesWallets = own.some(({ effect }) => effect.kind === "wallet");
  if (addresses.size >= addressListMinCount || (addresses.size > 0 && touchesWallets)) {
    return { words: `holds ${String(addresses.size)} addresses of wallets`, strength: "decisive" };
  }
  if (addresses.size > 0 && isSmallInterceptor(deed, facts)) {
    return { words: "holds an address of a wallet", strength: "strong" };
  }
  const sends = own.some(
    (other) => other.effect.kind === "network" && carries(other, "wallet", "key-log", "clipboard"),
  );
  if (sends) return { words: "sends what wallets or keys say", strength: "strong" };
  if (deed.isHidden) return { words: "hides that it does", strength: "strong" };
  const told = own.find((other) => other.effect.kind === "network" && isPublicAddress(hostOf(other) ?? ""));
  if (told !== undefined && transport.test(deed.effect.api)) {
    return { words: `talks to the bare address ${objectOf(told)}`, strength: "strong" };
  }
  if (!touchesWallets) return undefined;
  return { words: "reaches for wallets", strength: deed.moment === "use" ? "supporting" : "strong" };
}

function isSmallInterceptor({ file, effect }: Deed, { files }: Subject["facts"]): boolean {
  const size = files.find(({ path }) => path === file)?.size ?? Infinity;
  return size < smallFileMaxBytes && intercepted.test(effect.api);
}
