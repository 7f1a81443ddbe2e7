import { parsePackageName } from "@lockkeeper/core";
import type { DecisionWord } from "@lockkeeper/core";
import type { DataFolder, LedgerFilter, LedgerKind, LedgerRow, VersionHistory } from "@lockkeeper/store";

import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { createExposureTally } from "../exposure-tally.ts";
import type { Exposure } from "../exposure-tally.ts";
import { readKnownMalware } from "../known-malware.ts";
import { parsePastTime } from "../time-flag.ts";
import { ledgerLine, renderLedgerItem } from "../views/ledger.ts";
import { withStore } from "../with-store.ts";

interface LedgerInput {
  readonly data: string | undefined;
  readonly package: string | undefined;
  readonly version: string | undefined;
  readonly identity: string | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly decision: string | undefined;
  readonly kind: string | undefined;
  readonly limit: number | undefined;
  readonly wantsPublishers: boolean;
}

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
  | { readonly kind: "none" };

/** `ledger`: what was asked, decided and served. */
export const ledgerCommand: CommandModule<LedgerInput, LedgerItem> = {
  run: showLedger,
  views: { person: renderLedgerItem, json: ledgerLine },
};

async function* showLedger(input: LedgerInput, environment: Environment): AsyncIterable<LedgerItem> {
  const { openDataFolder } = await import("@lockkeeper/store");
  const filter = toFilter(input, environment.clock.now());
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
  for await (const row of queryRows(folder, filter)) {
    rows += 1;
    tally.add(row);
    yield { kind: "row", row };
  }
  if (rows === 0) yield { kind: "none" };
  if (name === undefined) return;
  if (rows > 0) yield { kind: "exposure", exposure: tally.result() };
  if (input.version !== undefined || input.wantsPublishers)
    yield* showPublishers(name, input.version, histories);
}

function holdsEveryFetch(
  { identity, decision, kind, limit, version: only }: LedgerInput,
  version: string,
): boolean {
  const isNarrowed = [identity, decision, kind, limit].some((flag) => flag !== undefined);
  return !isNarrowed && (only === undefined || only === version);
}

/** With a limit the newest rows are wanted, yet shown in the order in which they happened. */
async function* queryRows(folder: DataFolder, filter: LedgerFilter): AsyncIterable<LedgerRow> {
  const { openLedgerReader } = await import("@lockkeeper/store");
  const { limit, version, ...rest } = filter;
  const isBounded = limit !== undefined;
  const reader = await openLedgerReader(folder);
  const newest: LedgerRow[] = [];
  try {
    for await (const row of reader.query({ ...rest, order: isBounded ? "desc" : "asc" })) {
      if (!concerns(row, version)) continue;
      if (!isBounded) yield row;
      else if (newest.length < limit) newest.push(row);
      else break;
    }
  } finally {
    await reader.close();
  }
  yield* newest.toReversed();
}

/** Whoever was not shown a version because it was withheld had asked for it too, as far as anyone can tell. */
function concerns(row: LedgerRow, version: string | undefined): boolean {
  return version === undefined || row.version === version || row.withheld.includes(version);
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
  const wanted = histories.filter((history) => version === undefined || history.version === version);
  if (wanted.length === 0) yield { kind: "unseen", name, version };
  for (const [position, history] of wanted.entries()) {
    yield { kind: "version", name, history, isFirstVersion: position === 0 };
  }
}

function toFilter(input: LedgerInput, now: number): LedgerFilter {
  const { package: name, version, identity, since, until, decision, kind, limit } = input;
  return {
    ...(name === undefined ? {} : { package: parsePackageName(name) }),
    ...(version === undefined ? {} : { version }),
    ...(identity === undefined ? {} : { identity }),
    ...(since === undefined ? {} : { since: parsePastTime("--since", since, now) }),
    ...(until === undefined ? {} : { until: parsePastTime("--until", until, now) }),
    // The definition lets only these words through.
    ...(decision === undefined ? {} : { decision: decision as DecisionWord }),
    ...(kind === undefined ? {} : { kind: kind as LedgerKind }),
    ...(limit === undefined ? {} : { limit }),
  };
}
