/** A package as it would be installed, not yet read. */
export interface FetchedPackage {
  /** The version that a spec was found to mean; `undefined` for what came from a disk. */
  readonly listed: { readonly name: string; readonly version: string } | undefined;
  /** `sha512-…` of the tarball; `undefined` for a folder. */
  readonly integrity: string | undefined;
  /** The tarball; a folder as an uncompressed one. */
  readonly bytes: Uint8Array;
}
