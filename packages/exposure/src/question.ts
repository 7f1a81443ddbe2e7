/** When something could be had: milliseconds since the epoch, inclusive; `undefined` where nobody knows. */
export interface ExposureWindow {
  readonly since: number | undefined;
  readonly until: number | undefined;
}

/** Versions of one package that are asked about. */
export interface ExposureTarget {
  readonly name: string;
  /** Exact versions; `all` where the package itself was made for the attack. */
  readonly versions: readonly string[] | "all";
  /**
   * Versions that are meant beside the listed ones, as a range of npm in which prereleases count: advisories about flaws
   * name bounds. Whether a version is meant is asked of `createTargetSet`, which knows all three members.
   */
  readonly range?: string | undefined;
  /** Versions that are not meant although all are: the registry's own placeholder. */
  readonly except: readonly string[];
  /** When the registry served these versions, as far as it is known. */
  readonly window: ExposureWindow;
  /** Hashes of the tarballs where they are known, as subresource integrity (`sha512-…`, `sha1-…`). */
  readonly integrity: readonly string[];
  /** What names it: a campaign's id, an advisory's id, or the words of the question. */
  readonly source: string;
}

/** What is asked: who had any of these versions, of everything that happened in the window. */
export interface ExposureQuestion {
  readonly targets: readonly ExposureTarget[];
  /** The person's own window (`--since`, `--until`); without one each target's window counts. */
  readonly window: ExposureWindow;
  /** When it is asked, in milliseconds since the epoch: what is locked without an end is locked until now. */
  readonly now: number;
}
