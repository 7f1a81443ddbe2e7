import { parsePackageName } from "@lockkeeper/core";
import type { DecisionWord } from "@lockkeeper/core";
import type { DataFolder, LedgerFilter, LedgerKind, LedgerRow } from "@lockkeeper/store";

import { CliError } from "./errors.ts";
import { parsePastTime } from "./time-flag.ts";

/** The flags of `ledger` as they were typed. */
export interface LedgerInput {
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
  readonly wantsWithheld: boolean;
}

/** What to read from the ledger; the store knows no `isWithheldOnly`. */
export interface LedgerQuery extends LedgerFilter {
  readonly isWithheldOnly: boolean;
}

/**
 * Reads the flags of `ledger`. Throws `CLI_USAGE` for a window that ends before it begins and for a flag that needs
 * another one: an empty answer would be taken for "nobody".
 */
export function parseLedgerQuery(input: LedgerInput, now: number): LedgerQuery {
  const filter = toFilter(input, now);
  const { since, until } = filter;
  if (since !== undefined && until !== undefined && since >= until) {
    throw new CliError("CLI_USAGE", {
      message: `Cannot read the ledger from "${input.since}" to "${input.until}" as that window ends before it begins`,
      hint: "--since is the earlier one. Durations count back from now: --since 2h --until 1h.",
    });
  }
  if (input.wantsPublishers && input.package === undefined) {
    throw new CliError("CLI_USAGE", {
      message: "Cannot list publishers as no package is named",
      hint: "Name it: ledger --package axios --publishers.",
    });
  }
  return { ...filter, isWithheldOnly: input.wantsWithheld };
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

/** The rows of a query, oldest first. With a limit the newest are wanted, yet in the order in which they happened. */
export async function* queryRows(folder: DataFolder, query: LedgerQuery): AsyncIterable<LedgerRow> {
  const { openLedgerReader } = await import("@lockkeeper/store");
  const { limit, version, isWithheldOnly, ...rest } = query;
  const isBounded = limit !== undefined;
  const reader = await openLedgerReader(folder);
  const newest: LedgerRow[] = [];
  try {
    for await (const row of reader.query({ ...rest, order: isBounded ? "desc" : "asc" })) {
      if (!concerns(row, version) || (isWithheldOnly && !isWithheld(row))) continue;
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

function isWithheld({ effect, withheld }: LedgerRow): boolean {
  return withheld.length > 0 || effect === "hold" || effect === "block";
}
