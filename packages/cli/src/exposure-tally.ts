import { splitLedgerIdentity } from "@lockkeeper/store";
import type { LedgerRow, VersionHistory } from "@lockkeeper/store";

/** Who fetched one version that nobody should have, and why nobody should. */
interface ExposedVersion {
  readonly version: string;
  readonly why: readonly ("withheld" | "malware" | "removed-upstream")[];
  readonly fetchedBy: readonly string[];
}

/** Who only looked at a package and who fetched tarballs of it. */
export interface Exposure {
  readonly name: string;
  readonly looked: readonly string[];
  readonly fetched: readonly string[];
  /** Versions that are withheld, malware or removed, of which a tarball was served. */
  readonly exposed: readonly ExposedVersion[];
  /** Such versions of which no tarball was served. */
  readonly spared: readonly string[];
}

/** What a tally knows before the first row. */
export interface TallyInput {
  readonly name: string;
  readonly histories: readonly VersionHistory[];
  readonly isMalware: (version: string) => boolean;
  /** Whether the rows hold every fetch of a version: only then can it be said that nobody fetched it. */
  readonly isComplete: (version: string) => boolean;
}

/** Counts rows of one package. */
export interface ExposureTally {
  add(row: LedgerRow): void;
  result(): Exposure;
}

/** Creates a tally. A served packument is a look; only a served tarball, also one that is unchanged, is a fetch. */
export function createExposureTally({ name, histories, isMalware, isComplete }: TallyInput): ExposureTally {
  const looked = new Set<string>();
  const fetchedVersions = new Map<string, Set<string>>();
  const withheld = new Set<string>();
  const removed = new Set(
    histories.filter(({ removedAt }) => removedAt !== undefined).map(({ version }) => version),
  );

  function add(row: LedgerRow): void {
    const who = describeIdentity(row);
    for (const version of row.withheld) withheld.add(version);
    if (row.version !== null && (row.effect === "hold" || row.effect === "block")) withheld.add(row.version);
    if (isFetch(row) && row.version !== null) {
      const known = fetchedVersions.get(row.version);
      if (known === undefined) fetchedVersions.set(row.version, new Set([who]));
      else known.add(who);
    } else looked.add(who);
  }

  function reasonsAgainst(version: string): ExposedVersion["why"] {
    const why: ExposedVersion["why"][number][] = [];
    if (isMalware(version)) why.push("malware");
    if (withheld.has(version)) why.push("withheld");
    if (removed.has(version)) why.push("removed-upstream");
    return why;
  }

  return {
    add,
    result: () => {
      const fetched = new Set([...fetchedVersions.values()].flatMap((who) => [...who]));
      const bad = new Set([...withheld, ...removed, ...[...fetchedVersions.keys()].filter(isMalware)]);
      const exposed = [...bad]
        .map((version) => ({
          version,
          why: reasonsAgainst(version),
          fetchedBy: [...(fetchedVersions.get(version) ?? [])],
        }))
        .filter(({ fetchedBy }) => fetchedBy.length > 0);
      const spared = [...bad].filter((version) => !fetchedVersions.has(version) && isComplete(version));
      return {
        name,
        looked: [...looked].filter((who) => !fetched.has(who)),
        fetched: [...fetched],
        exposed,
        spared,
      };
    },
  };
}

/** Nameless clients are told apart by their address; somebody with several tokens is one. */
export function describeIdentity({ identity, remote }: Pick<LedgerRow, "identity" | "remote">): string {
  const { owner } = splitLedgerIdentity(identity);
  return owner === "anonymous" && remote !== null ? `anonymous at ${remote}` : owner;
}

function isFetch({ kind, outcome }: LedgerRow): boolean {
  return kind === "tarball" && (outcome === "served" || outcome === "not-modified");
}
