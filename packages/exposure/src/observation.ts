/** Where evidence comes from. Each has an adapter in `channels/`, which says what it can and cannot show. */
export type ChannelName =
  | "ledger"
  | "lockfile"
  | "git-history"
  | "range"
  | "ci-log"
  | "client-cache"
  | "installed-tree"
  | "sbom"
  | "image"
  | "proxy-log"
  | "host-sweep"
  | "inventory"
  | "folder";

/** Who or what had it. `id` is a foreign text: a folder, a repository, a host's name, a pipeline's run, an identity. */
export interface ExposedPlace {
  readonly kind: "repository" | "project" | "pipeline" | "host" | "identity" | "image" | "bill" | "cache";
  readonly id: string;
}

/** A time as the evidence gives it. */
export interface ObservedTime {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** How it is known: with a zone in the evidence, without one (taken as UTC), by a file's date, or by a commit's. */
  readonly basis: "stated" | "assumed-utc" | "file-date" | "commit-date";
  /** How far it may be off, in milliseconds, where that is known: `0` for a stated instant. */
  readonly toleranceMs: number;
}

/**
 * What the evidence shows, from strongest to weakest: code of it ran; its bytes were taken; its folder or bytes lie there;
 * a lockfile names it; a client said it resolved to it; a range would accept it; it was looked for and something else, or
 * nothing, was there.
 */
export type ObservationKind =
  | "executed"
  | "fetched"
  | "present"
  | "locked"
  | "resolved"
  | "accepts"
  | "refused"
  | "clean";

/** One thing that one channel shows of one place. Values; texts are foreign. */
export interface Observation {
  readonly channel: ChannelName;
  readonly where: ExposedPlace;
  readonly kind: ObservationKind;
  /** The package; empty when the whole place was looked at (`clean`). */
  readonly name: string;
  /** The version; `undefined` where the evidence does not tell (a folder, a range). */
  readonly version: string | undefined;
  /** When it began to be so, and when it ended; `undefined` where the evidence does not tell, or it still is so. */
  readonly since: ObservedTime | undefined;
  readonly until: ObservedTime | undefined;
  /** Where to look it up: `package-lock.json:1204`, a commit with a path, a ledger's row, a log's line. */
  readonly ref: string;
  /** One sentence for a person: what was seen, in which words. */
  readonly detail: string;
}

/** A source that could not be read, wholly or in part. Never shown as clean. */
export interface UnreadableEvidence {
  readonly channel: ChannelName;
  readonly where: ExposedPlace;
  readonly ref: string;
  readonly code: string;
  readonly message: string;
}

/** What a channel yields. */
export type EvidenceItem =
  | { readonly kind: "observation"; readonly observation: Observation }
  | { readonly kind: "unreadable"; readonly unreadable: UnreadableEvidence };

/** What a channel can and cannot show, for people who judge by it. */
export interface ChannelStatement {
  readonly channel: ChannelName;
  readonly shows: string;
  readonly cannotShow: string;
}
