import type { LedgerEntry, LedgerFilter } from "./ledger-entry.ts";

/** Whether an entry is wanted; the same rule that the database applies to its rows. */
export function matchesFilter(entry: LedgerEntry, filter: LedgerFilter): boolean {
  return (
    isWanted(entry.package, filter.package) &&
    isWanted(entry.version, filter.version) &&
    isWanted(entry.identity, filter.identity) &&
    isWanted(entry.decision, filter.decision) &&
    isWanted(entry.kind, filter.kind) &&
    isWanted(entry.outcome, filter.outcome) &&
    (filter.since === undefined || entry.at >= filter.since) &&
    (filter.until === undefined || entry.at < filter.until)
  );
}

function isWanted(value: string | null, wanted: string | undefined): boolean {
  return wanted === undefined || value === wanted;
}
