/** The last good document of an upstream, byte for byte. Times are milliseconds since the epoch. */
export interface CachedPackument {
  readonly bytes: Buffer;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  /** When the upstream last sent or confirmed it. */
  readonly fetchedAt: number;
}

/** What to keep of an answer. */
export type NewPackument = Omit<CachedPackument, "sha256">;

/** Packuments on disk, by upstream and name. */
export interface PackumentCache {
  /** The last good document; a damaged file is moved aside, logged and answers `undefined`. */
  read(upstream: string, name: string): Promise<CachedPackument | undefined>;
  /** Keeps a document in the background; never rejects: a failure is logged, since the answer does not depend on it. */
  write(upstream: string, name: string, value: NewPackument): Promise<void>;
  /** Notes that the upstream confirmed the document (304). */
  touch(upstream: string, name: string, at: number): Promise<void>;
  /** Removes the documents of a package from every upstream; returns how many. */
  purge(name: string): Promise<number>;
  evict(): Promise<void>;
  /** Waits until everything accepted is on disk. */
  flush(): Promise<void>;
}
