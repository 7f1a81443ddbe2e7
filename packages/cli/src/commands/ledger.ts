import type { LedgerRow, VersionHistory } from "@lockkeeper/store";

import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { createExposureTally } from "../exposure-tally.ts";
import type { Exposure } from "../exposure-tally.ts";
import { readKnownMalware } from "../known-malware.ts";
import { parseLedgerQuery, queryRows } from "../ledger-query.ts";
import type { LedgerInput } from "../ledger-query.ts";
import { ledgerLine, renderLedgerItem } from "../views/ledger.ts";
import { withStore } from "../with-store.ts";

/** What `ledger` yields: rows, then who looked and fetched, then who had published. */
export type LedgerItem =
  | { readonly kind: "row"; readonly row: LedgerRow }
  | { readonly kind: "exposure"; readonly exposure: Exposure }
  | {
      readonly kind: "version";
      readonly name: string;
      readonly history: VersionHistory;
      readonly isFirstVersion: boolean;
    }
  | { readonly kind: "unseen"; readonly name: string; readonly version: string | undefined }
  | { readonly kind: "none"; readonly isAboutWithheld: boolean };

/** `ledger`: what was asked, decided and served. */
export const ledgerCommand: CommandModule<LedgerInput, LedgerItem> = {
  run: showLedger,
  views: { person: renderLedgerItem, json: ledgerLine },
};

async function* showLedger(input: LedgerInput, environment: Environment): AsyncIterable<LedgerItem> {
  const { openDataFolder } = await import("@lockkeeper/store");
  const query = parseLedgerQuery(input, environment.clock.now());
  const folder = await openDataFolder(dataFolderOf(input.data, environment));
  const name = input.package;
  const histories = name === undefined ? [] : await readHistories(name, input, environment);
  const isMalware = name === undefined ? () => false : await readKnownMalware(folder, name);
  const tally = createExposureTally({
    name: name ?? "",
    histories,
    isMalware,
    isComplete: (version) => holdsEveryFetch(input, version),
  });
  let rows = 0;
  for await (const row of queryRows(folder, query)) {
    rows += 1;
    tally.add(row);
    yield { kind: "row", row };
  }
  if (rows === 0) yield { kind: "none", isAboutWithheld: isAboutWithheld(input) };
  if (name === undefined) return;
  if (rows > 0) yield { kind: "exposure", exposure: tally.result() };
  if (input.version !== undefined || input.wantsPublishers)
    yield* showPublishers(name, input.version, histories);
}

/** Whoever asks for what was held must not read "nothing" where versions were left out of packuments. */
function isAboutWithheld({ decision, wantsWithheld }: LedgerInput): boolean {
  return !wantsWithheld && (decision === "hold" || decision === "block");
}

function holdsEveryFetch(
  { identity, decision, kind, limit, version: only, wantsWithheld }: LedgerInput,
  version: string,
): boolean {
  const isNarrowed = [identity, decision, kind, limit].some((flag) => flag !== undefined);
  return !isNarrowed && !wantsWithheld && (only === undefined || only === version);
}

function readHistories(
  name: string,
  input: LedgerInput,
  environment: Environment,
): Promise<readonly VersionHistory[]> {
  return withStore(input.data, environment, ({ sightings }) => sightings.versionsOf(name));
}

function* showPublishers(
  name: string,
  version: string | undefined,
  histories: readonly VersionHistory[],
): Iterable<LedgerItem> {
  const wanted = histories
    .filter((history) => version === undefined || history.version === version)
    .toSorted((left, right) => publishOrder(left) - publishOrder(right));
  if (wanted.length === 0) yield { kind: "unseen", name, version };
  for (const [position, history] of wanted.entries()) {
    yield { kind: "version", name, history, isFirstVersion: position === 0 };
  }
}

function publishOrder({ publishedAt, firstSeenAt }: VersionHistory): number {
  return publishedAt ?? firstSeenAt;
}
