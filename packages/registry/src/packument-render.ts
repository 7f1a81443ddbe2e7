import type { PackumentIndex, PackumentVersion } from "./packument.ts";

/** Versions that npm is told about although it must not have them, and why. */
export interface Restrictions {
  readonly versions: readonly string[];
  /** One sentence; npm prints it. */
  readonly message: string;
}

/** What to make of a packument. */
export interface RenderOptions {
  readonly kept: ReadonlySet<string>;
  readonly distTags: ReadonlyMap<string, string>;
  readonly restrictions: Restrictions | undefined;
  /** The URL that replaces `dist.tarball`; `undefined` leaves them as they are. */
  readonly tarballUrl: ((version: PackumentVersion) => string) | undefined;
  /** Whether to answer the install form of the document. */
  readonly isAbbreviated: boolean;
}

export function renderPackument(_index: PackumentIndex, _options: RenderOptions): Buffer {
  throw new TypeError("not written yet");
}
