import type { ExoticDependency, PackageName } from "@lockkeeper/core";

import type { MemberTable } from "./member-table.ts";

/** A half-open range of byte offsets: `start` is in, `end` is out. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One member of a JSON object: from its key's opening quote to the end of its value. */
export interface MemberSpan {
  /** The decoded key. */
  readonly key: string;
  /** The offset of the key's opening quote. */
  readonly start: number;
  readonly value: Span;
}

/** Who published a version, as the registry says (`_npmUser`). */
export interface Publisher {
  readonly name: string;
  readonly email: string | undefined;
  /** The id of the trusted publisher (such as `github`) when a machine published. */
  readonly trustedPublisher: string | undefined;
}

/** What a packument says of one version; nothing here has been verified. */
export interface PackumentVersion {
  /** The key in `versions`, equal to the manifest's own version. */
  readonly version: string;
  /** The manifest object, in bytes of the packument. */
  readonly span: Span;
  /** `dist.tarball`, decoded, and the JSON string with its quotes. */
  readonly tarball: { readonly url: string; readonly span: Span } | undefined;
  readonly integrity: string | undefined;
  readonly shasum: string | undefined;
  /** The deprecation message, or `true` where the document says no more than that. */
  readonly deprecated: string | undefined;
  /** Declared `preinstall`, `install`, `postinstall`; `install` alone when only `hasInstallScript` says so. */
  readonly installScripts: readonly string[];
  readonly exoticDependencies: readonly ExoticDependency[];
  readonly publisher: Publisher | undefined;
  readonly hasAttestation: boolean;
  readonly hasSignature: boolean;
  readonly gitHead: string | undefined;
}

/** Where the parts of a packument lie that rendering cuts, replaces or copies. */
export interface PackumentLayout {
  /** Top-level members in document order. */
  readonly members: readonly MemberSpan[];
  /** The offset of the document's closing brace. */
  readonly end: number;
  /** Members of `versions` in document order, the refused ones too. */
  readonly versions: MemberTable;
  /** Members of `time` in document order. */
  readonly times: MemberTable;
  /** Whether `dist-tags` holds something that is no tag (a value that is not text). */
  readonly hasForeignTags: boolean;
}

/** What a packument says, and where its bytes say it. It does not hold the bytes. */
export interface PackumentIndex {
  readonly name: PackageName;
  /** SHA-256 of the bytes in lower-case hexadecimal. */
  readonly sha256: string;
  /** How many bytes the packument has. */
  readonly byteLength: number;
  /** Versions whose key is SemVer and whose manifest names this package and this version. */
  readonly versions: ReadonlyMap<string, PackumentVersion>;
  /** Keys of `versions` that are never served, with the reason. */
  readonly refused: ReadonlyMap<string, string>;
  readonly distTags: ReadonlyMap<string, string>;
  /** The text members of `time` as they stand, `created` and `modified` too. */
  readonly times: ReadonlyMap<string, string>;
  readonly layout: PackumentLayout;
}

/** A packument with the bytes that its index is of. */
export interface PackumentDocument {
  readonly index: PackumentIndex;
  readonly bytes: Buffer;
}
