/** A regular file of an archive. */
export interface ArchiveEntry {
  /** Relative to the package's root (the first path segment, usually `package`, is taken off), with forward slashes. */
  readonly path: string;
  /** A view into the unpacked bytes; never to be written to. */
  readonly bytes: Uint8Array;
  /** The mode bits that the header states. */
  readonly mode: number;
}

/** Ways in which an archive is unusual, or reads differently in different tools. */
export type ArchiveAnomalyKind =
  | "duplicate-path"
  | "case-twin"
  | "absolute-path"
  | "path-traversal"
  | "link"
  | "device"
  | "bad-checksum"
  | "pax-override"
  | "gnu-override"
  | "bad-number"
  | "multiple-members"
  | "trailing-bytes"
  | "truncated"
  | "several-roots"
  | "odd-name"
  | "executable-bit"
  | "odd-time"
  | "over-limit";

/** One thing that is unusual about an archive. */
export interface ArchiveAnomaly {
  readonly kind: ArchiveAnomalyKind;
  /** The path as the header states it, unchanged; `undefined` when it is about the whole archive. */
  readonly path: string | undefined;
  readonly detail: string;
}

/** What a tarball holds, as npm's own extractor would leave it on disk. */
export interface Archive {
  /** Files in archive order; of a path that occurs twice the last one, as extraction leaves it. */
  readonly entries: readonly ArchiveEntry[];
  /** Files that a later one of the same path replaced. */
  readonly shadowed: readonly ArchiveEntry[];
  readonly anomalies: readonly ArchiveAnomaly[];
  /** Bytes after decompression. */
  readonly unpackedBytes: number;
  /** Whether a limit ended the reading, so that files may be missing. */
  readonly isPartial: boolean;
}

/** The bounds of reading one archive. Sizes are bytes. */
export interface ArchiveLimits {
  readonly unpackedMaxBytes: number;
  /** How many times its packed size an archive may unpack to, where that is more than `growthFreeBytes`. */
  readonly growthMax: number;
  readonly growthFreeBytes: number;
  readonly entryMaxCount: number;
  readonly pathMaxBytes: number;
  /** How many anomalies are kept. */
  readonly anomalyMaxCount: number;
}
