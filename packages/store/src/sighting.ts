/** Who published a version, as the registry's document says. */
export interface SightedPublisher {
  readonly name: string | undefined;
  readonly email: string | undefined;
  /** The provider of a trusted publication, such as `github`; `undefined` when none is declared. */
  readonly trustedPublisher: string | undefined;
}

/** One version as an upstream's document describes it. Times are milliseconds since the epoch. */
export interface SightedVersion {
  readonly version: string;
  readonly publishedAt: number | undefined;
  readonly publishedText: string | undefined;
  readonly integrity: string | undefined;
  readonly shasum: string | undefined;
  readonly tarball: string | undefined;
  readonly publisher: SightedPublisher | undefined;
  readonly hasAttestation: boolean;
  readonly gitHead: string | undefined;
  readonly installScripts: readonly string[];
}

/** The same with what may have to be kept of it. */
export interface SightedManifest extends SightedVersion {
  /** The JSON text of the version's manifest. */
  readonly manifest: Buffer | string;
}

/** The versions of the packument before, which may have to be read first. */
export type PreviousVersions = () => readonly SightedManifest[] | Promise<readonly SightedManifest[]>;

/** A packument that an upstream has just sent, or confirmed with 304. */
export interface PackumentObservation {
  readonly name: string;
  readonly upstream: string;
  readonly at: number;
  /** Hexadecimal digest of the packument's bytes; equal digests mean nothing is compared. */
  readonly sha256: string;
  /** Called only when the digest is new. */
  readonly versions: () => readonly SightedVersion[];
}

/**
 * How a version contradicts what was seen before: its publish time moved back, or cannot be true, or the version now
 * stands for other bytes, which no publish time speaks about.
 */
export type TimeContradiction = "moved-backwards" | "disagrees" | "other-bytes";

/** What the first-seen clock knows of one version. */
export interface VersionSighting {
  readonly firstSeenAt: number;
  /** The publish time that was claimed first. */
  readonly firstClaim: number | undefined;
  /** Stays until it is cleared by a person. */
  readonly contradiction: TimeContradiction | undefined;
}

/** What is known after an observation. Maps are by version and must not be changed. */
export interface PackumentSightings {
  /** Versions that the packument lists. */
  readonly present: ReadonlyMap<string, VersionSighting>;
  /** Versions seen before that it no longer lists, with the time when that was noticed. */
  readonly removed: ReadonlyMap<string, number>;
}

/** Facts of a version that changed after it was first seen. */
export interface SightingChange {
  readonly at: number;
  readonly integrity: string | undefined;
  readonly shasum: string | undefined;
  readonly publisher: SightedPublisher | undefined;
  readonly publishedText: string | undefined;
}

/** A version as first seen, with what became of it. */
export interface VersionHistory extends SightedVersion {
  readonly upstream: string;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** When the upstream was noticed to list it no longer. */
  readonly removedAt: number | undefined;
  readonly contradiction: TimeContradiction | undefined;
  /** Oldest first; bounded. */
  readonly changes: readonly SightingChange[];
}

/** Remembers every version that an upstream ever listed: when, by whom, and what it was. */
export interface SightingStore {
  /**
   * Compares a packument with what was seen before and keeps what is new; that is durable on return. From the versions
   * of the packument before, called only when one of them is gone or changed, manifests are kept in the background.
   */
  observe(observation: PackumentObservation, previous?: PreviousVersions): PackumentSightings;
  /** What is known without looking at the upstream; `undefined` for a package never seen there. */
  recall(name: string, upstream: string): PackumentSightings | undefined;
  /** Notes that the upstream answered 404 for the whole package. Does nothing for a package never seen. */
  observeMissing(name: string, upstream: string, at: number): void;
  /** Every version ever seen, of every upstream, first seen first. */
  versionsOf(name: string): readonly VersionHistory[];
  /** The JSON text of the manifest as first seen, from what was kept of it or from the packument on disk. */
  manifestOf(name: string, version: string): Promise<string | undefined>;
  /** Lifts the contradiction of a version after a person has looked. Returns whether there was one. */
  clearContradiction(name: string, version: string): boolean;
  /** Waits until the manifests that are to be kept are on disk. */
  flush(): Promise<void>;
}
