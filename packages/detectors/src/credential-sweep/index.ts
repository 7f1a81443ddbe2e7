import type { Indicator } from "@lockkeeper/facts";

import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, isAtInstall, isLive, isUnasked, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Unit } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** What belongs to one owner: a tool reads its own credentials, a thief everybody's. */
const owners: readonly (readonly [string, RegExp])[] = [
  ["npm", /npmrc|npm_token|yarnrc/i],
  ["ssh", /\.ssh\b|id_rsa|id_ed25519|authorized_keys/i],
  ["aws", /\.aws\b|aws_/i],
  ["google cloud", /gcloud|application_default_credentials|google_application/i],
  ["azure", /\.azure\b|azure_/i],
  ["git", /git-credentials|\.gitconfig|\.netrc/i],
  ["github", /github_token|gh_token|hosts\.yml|\bgh\b/i],
  ["kubernetes", /kube/i],
  ["docker", /docker/i],
  ["vault", /vault/i],
  ["browsers", /login data|cookies|local state|chrome|firefox|brave|edge|opera|leveldb/i],
  ["keychains", /keychain|keyring|kwallet/i],
  ["wallets", /exodus|atomic|metamask|phantom|electrum|wallet|solana|ethereum|keystore|ledger/i],
  ["shell history", /history/i],
  ["messengers", /discord|telegram|slack/i],
  ["agents", /claude|codex|cursor|gemini|copilot|openai|anthropic/i],
  ["passwords", /passwd|shadow|1password|bitwarden|keepass/i],
  ["env files", /\.env\b/i],
];

/** So many owners in one file are a search. */
const sweepMinOwners = 4;
/** And so many in what commands take from home: no tool packs or sends two owners' folders. */
const packedMinOwners = 2;

/** The credentials of many different tools are looked for in one place. */
export const credentialSweep: Detector = defineDetector({
  id: "credential-sweep",
  title: "It looks for the credentials of many tools at once",
  family: "capability",
  strength: "strong",
  technique: "T1552.001",
  *detect(subject, scene) {
    for (const unit of scene.units) {
      const reach = deedsOf(
        unit,
        "read-file",
        "list-files",
        "read-environment",
        "read-all-environment",
        "process",
      ).find(isLive);
      if (reach === undefined) continue;
      const packed = ownersOf(
        deedsOf(unit, "process").map(({ effect }) => homePathsIn(effect.argument ?? "")),
      );
      const found = [...new Set([...ownersIn(unit, subject), ...packed])];
      if (found.length < sweepMinOwners && packed.length < packedMinOwners) continue;
      const leaves = deedsOf(unit, "network", "dns", "process", "publish", "write-file").some(isLive);
      yield sightingAt(reach, {
        message: `It looks for credentials of ${found.join(", ")} ${whenOf(earliest(unit, reach))}.`,
        strength: strengthOf(unit, leaves),
      });
    }
  },
});

function earliest(unit: Unit, fallback: Deed): Deed {
  return unit.deeds.find(isAtInstall) ?? unit.deeds.find(isUnasked) ?? fallback;
}

function strengthOf(unit: Unit, leaves: boolean): "decisive" | "strong" | "supporting" {
  if (!leaves) return "supporting";
  return unit.deeds.some(isAtInstall) && unit.deeds.some(({ effect }) => effect.kind === "network")
    ? "decisive"
    : "strong";
}

const kinds: ReadonlySet<Indicator["kind"]> = new Set(["credential-path", "wallet-path", "secret-variable"]);

function ownersIn(unit: Unit, { facts }: Subject): readonly string[] {
  const own = facts.indicators.filter(
    ({ kind, path, where }) => kinds.has(kind) && path === unit.file && where === "code",
  );
  const read = deedsOf(unit, "read-file", "read-environment", "list-files").map(
    ({ effect }) => effect.argument ?? "",
  );
  const built = unit.facts.texts.filter(({ naming }) => naming !== "plain").map(({ text }) => text);
  const texts = [...own.map(({ value }) => value), ...read, ...built.filter((text) => text.length < 200)];
  return ownersOf(texts);
}

function ownersOf(texts: readonly string[]): readonly string[] {
  return owners.filter(([, pattern]) => texts.some((text) => pattern.test(text))).map(([name]) => name);
}

/** What a command names below home. */
function homePathsIn(command: string): string {
  return [...command.matchAll(/(?:~|\$HOME|\$\{HOME\}|%USERPROFILE%)[\\/]\.?[\w./\\-]+/g)]
    .map(([path]) => path)
    .join(" ");
}
