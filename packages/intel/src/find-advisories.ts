import type { Advisory } from "./advisory.ts";
import type { Campaign } from "./campaign.ts";
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
  const finder = createFinder(records);
  return collect(index, finder.mayMean, finder.means);
}

/** The same for many campaigns, going through the index once; by the campaign's id, without those that have none. */
export function findAdvisoriesOfAll(
  index: IntelIndex,
  campaigns: readonly Campaign[],
): ReadonlyMap<string, readonly FoundAdvisory[]> {
  const found = new Map<string, FoundAdvisory[]>();
  const finders = campaigns.flatMap(({ id, records }) =>
    records === undefined ? [] : [{ id, finder: createFinder(records) }],
  );
  if (finders.length === 0) return found;
  index.visitEntries(
    (name) => finders.some(({ finder }) => finder.mayMean(name)),
    (name, advisory) => {
      for (const { id, finder } of finders) {
        if (!finder.means(name, advisory)) continue;
        const known = found.get(id);
        if (known === undefined) found.set(id, [{ name, advisory }]);
        else known.push({ name, advisory });
      }
    },
  );
  return found;
}

interface Finder {
  readonly mayMean: (name: string) => boolean;
  readonly means: (name: string, advisory: Advisory) => boolean;
}

function createFinder(records: CampaignRecords): Finder {
  const names = new Set(records.names);
  const scopes = new Set(records.scopes);
  const ids = new Set(records.ids.map(foldId));
  const reporters = new Set(records.reporters);
  const isNamed = (name: string): boolean => names.has(name) || scopes.has(scopeOf(name));
  return {
    mayMean: ids.size > 0 || reporters.size > 0 ? () => true : isNamed,
    means(name, advisory) {
      if (isNamedBy(advisory, ids)) return true;
      if (advisory.kind !== "malware" || !isWithin(advisory.reportedAt, records)) return false;
      if (isNamed(name)) return true;
      return isOfWholePackage(advisory) && advisory.reporters.some((each) => reporters.has(each));
    },
  };
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
  if (wanted.size === 0) return false;
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
