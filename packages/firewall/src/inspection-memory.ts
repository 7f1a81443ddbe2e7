import type { Clock, VersionFacts } from "@lockkeeper/core";
import type { PackumentVersion } from "@lockkeeper/registry";
import { LRUCache } from "lru-cache";

type Inspected = VersionFacts["inspection"];

/** What inspections said of one package's versions. */
export interface PackageInspections {
  /** `undefined` for a version that nobody looked at, or whose bytes are others by now. */
  recall(entry: PackumentVersion): Inspected | undefined;
}

interface Remembered {
  readonly bytes: string;
  readonly inspected: Inspected;
  readonly until: number;
}

/** Names whose inspections are held in memory; the disk knows more. */
const maxNames = 20_000;
/** Versions that a glance found nothing about. */
const maxPlain = 50_000;
/** What was learned of a release later (a new owner's other packages, say) is looked at again after this. Milliseconds. */
const verdictMs = 24 * 3_600_000;
/** After a failure or a timeout, the next request tries again. Milliseconds. */
const failureMs = 30_000;

/** Called with a name, a version and one sentence on what was found. */
type BlockedListener = (name: string, version: string, summary: string) => void;

/** What inspections said, in memory, so that a decision costs a look-up. */
export class InspectionMemory {
  readonly #clock: Clock;
  readonly #onBlocked: BlockedListener;
  readonly #names = new LRUCache<string, Map<string, Remembered>>({ max: maxNames });
  readonly #plain = new LRUCache<string, number>({ max: maxPlain });
  #revision = 0;
  readonly #revisions = new LRUCache<string, number>({ max: maxNames });

  /** `onBlocked` is called for every version that an inspection speaks against, also long after it was served. */
  constructor(clock: Clock, onBlocked: BlockedListener = () => undefined) {
    this.#clock = clock;
    this.#onBlocked = onBlocked;
  }

  /** What was said of a package's versions; `undefined` when nothing was. */
  of(name: string): PackageInspections | undefined {
    const versions = this.#names.get(name);
    if (versions === undefined) return undefined;
    const now = this.#clock.now();
    return {
      recall: (entry) => {
        const known = versions.get(entry.version);
        return known !== undefined && known.bytes === bytesOf(entry) && now < known.until
          ? known.inspected
          : undefined;
      },
    };
  }

  /** Notes what an inspection said. */
  note(name: string, entry: PackumentVersion, inspected: Inspected): void {
    const versions = this.#names.get(name) ?? new Map<string, Remembered>();
    const lasts = inspected.state === "present" ? verdictMs : failureMs;
    versions.set(entry.version, { bytes: bytesOf(entry), inspected, until: this.#clock.now() + lasts });
    this.#names.set(name, versions);
    this.#revision += 1;
    this.#revisions.set(name, this.#revision);
    if (inspected.state !== "present" || inspected.value.verdict !== "block") return;
    this.#onBlocked(name, entry.version, inspected.value.summary);
  }

  /** Notes that a glance at the packument found nothing about a version. */
  notePlain(name: string, entry: PackumentVersion): void {
    this.#plain.set(plainKey(name, entry), this.#clock.now() + verdictMs);
  }

  /** Whether a glance found nothing about a version with these bytes. */
  isPlain(name: string, entry: PackumentVersion): boolean {
    return this.#clock.now() < (this.#plain.get(plainKey(name, entry)) ?? Number.NEGATIVE_INFINITY);
  }

  /** Another number after each note about the package. */
  revisionOf(name: string): number {
    return this.#revisions.get(name) ?? 0;
  }
}

function plainKey(name: string, entry: PackumentVersion): string {
  return `${name}@${entry.version} ${bytesOf(entry)}`;
}

/** What tells one tarball from another, as the packument promises it. */
export function bytesOf({ integrity, shasum, tarball }: PackumentVersion): string {
  return integrity ?? shasum ?? tarball?.url ?? "";
}
