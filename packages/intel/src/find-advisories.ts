import type { Advisory } from "./advisory.ts";
import { latestInstant, type Moment } from "./campaign-moment.ts";
import type { CampaignRecords } from "./campaign-records.ts";
import type { IntelIndex } from "./index-reader.ts";

/** An advisory with the package that it is about. */
export interface FoundAdvisory {
  readonly name: string;
  readonly advisory: Advisory;
}

/** The advisories of an index that have one of the ids, as their own or as an alias, whatever the case of its letters. */
export function findAdvisoriesById(index: IntelIndex, ids: readonly string[]): readonly FoundAdvisory[] {
  const wanted = new Set(ids.map(foldId));
  return collect(
    index,
    () => true,
    (_name, advisory) => isNamedBy(advisory, wanted),
  );
}

/** The advisories of an index that stand for a campaign's versions; see `CampaignRecords`. */
export function findAdvisories(index: IntelIndex, records: CampaignRecords): readonly FoundAdvisory[] {
  const names = new Set(records.names);
  const scopes = new Set(records.scopes);
  const ids = new Set(records.ids.map(foldId));
  const reporters = new Set(records.reporters);
  const isNamed = (name: string): boolean => names.has(name) || scopes.has(scopeOf(name));
  const mayBeMeant = ids.size > 0 || reporters.size > 0 ? () => true : isNamed;
  return collect(index, mayBeMeant, (name, advisory) => {
    if (isNamedBy(advisory, ids)) return true;
    if (advisory.kind !== "malware" || !isWithin(advisory.reportedAt, records)) return false;
    return (
      isNamed(name) || (isOfWholePackage(advisory) && advisory.reporters.some((each) => reporters.has(each)))
    );
  });
}

function collect(
  index: IntelIndex,
  isWanted: (name: string) => boolean,
  isMeant: (name: string, advisory: Advisory) => boolean,
): readonly FoundAdvisory[] {
  const found: FoundAdvisory[] = [];
  index.visitEntries(isWanted, (name, advisory) => {
    if (isMeant(name, advisory)) found.push({ name, advisory });
  });
  return found;
}

function isNamedBy({ id, aliases }: Advisory, wanted: ReadonlySet<string>): boolean {
  return wanted.has(foldId(id)) || aliases.some((alias) => wanted.has(foldId(alias)));
}

function foldId(id: string): string {
  return id.toLowerCase();
}

function isWithin(
  at: number | undefined,
  { reportedFrom, reportedUntil }: { readonly reportedFrom: Moment; readonly reportedUntil: Moment },
): boolean {
  return at !== undefined && at >= reportedFrom.at && at <= latestInstant(reportedUntil);
}

function isOfWholePackage({ intervals }: Advisory): boolean {
  return intervals.some(({ introduced, end }) => introduced === undefined && end.kind === "open");
}

/** Of any text: names of records need not be names of npm. */
function scopeOf(name: string): string {
  return name.startsWith("@") ? name.slice(0, Math.max(0, name.indexOf("/"))) : "";
}
