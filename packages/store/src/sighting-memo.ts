import type { PackumentSightings } from "./sighting.ts";
import type { SqlDatabase } from "./sqlite.ts";

/** What is remembered of a package at one upstream, so that an unchanged packument costs nothing. */
export interface SightingMemoEntry {
  readonly packageId: number;
  readonly sha256: string;
  readonly sightings: PackumentSightings;
  lookedAt: number;
  /** What the database says of `lookedAt`. */
  savedLookAt: number;
}

/** The packages looked at last. */
export interface SightingMemo {
  get(name: string, upstream: string): SightingMemoEntry | undefined;
  set(name: string, upstream: string, entry: SightingMemoEntry): void;
  clear(): void;
}

/** How long the writing of another process may go unnoticed; what is compared is read from the database itself. */
const lookEveryMs = 50;
/** About 20 MB; what the firewall serves from memory holds its own. */
const maxVersions = 100_000;

/** Creates a memo that forgets everything when another process has written to the database. */
export function createSightingMemo(database: SqlDatabase): SightingMemo {
  const dataVersion = database.query("PRAGMA data_version");
  const entries = new Map<string, SightingMemoEntry>();
  let versions = 0;
  let seen: unknown;
  let lookedAt = Number.NEGATIVE_INFINITY;

  function forgetWhenStale(): void {
    const now = performance.now();
    if (now - lookedAt < lookEveryMs) return;
    lookedAt = now;
    const current = dataVersion.row()?.[0];
    if (current === seen) return;
    seen = current;
    clear();
  }

  function clear(): void {
    entries.clear();
    versions = 0;
  }

  function get(name: string, upstream: string): SightingMemoEntry | undefined {
    forgetWhenStale();
    const key = keyOf(name, upstream);
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    // Order of insertion is order of use.
    entries.delete(key);
    entries.set(key, entry);
    return entry;
  }

  function set(name: string, upstream: string, entry: SightingMemoEntry): void {
    forget(name, upstream);
    entries.set(keyOf(name, upstream), entry);
    versions += weigh(entry);
    for (const [key, oldest] of entries) {
      if (versions <= maxVersions) return;
      entries.delete(key);
      versions -= weigh(oldest);
    }
  }

  function forget(name: string, upstream: string): void {
    const key = keyOf(name, upstream);
    const entry = entries.get(key);
    if (entry === undefined) return;
    entries.delete(key);
    versions -= weigh(entry);
  }

  return { get, set, clear };
}

function keyOf(name: string, upstream: string): string {
  return `${upstream}\n${name}`;
}

function weigh({ sightings }: SightingMemoEntry): number {
  return 1 + sightings.present.size + sightings.removed.size;
}
