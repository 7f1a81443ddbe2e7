import type { LedgerEntry, LedgerFilter } from "./ledger-entry.ts";
import { identitiesWithToken } from "./tokens.ts";

/** Whether an entry is wanted; the same rule that the database applies to its rows. */
export function matchesFilter(entry: LedgerEntry, filter: LedgerFilter): boolean {
  return (
    isWanted(entry.package, filter.package) &&
    isWanted(entry.version, filter.version) &&
    isIdentityWanted(entry.identity, filter.identity) &&
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

/** Somebody is found whichever token was used; with the token's id, that one alone. */
function isIdentityWanted(identity: string, wanted: string | undefined): boolean {
  if (wanted === undefined || identity === wanted) return true;
  const { from, to } = identitiesWithToken(wanted);
  return identity >= from && identity < to;
}
