import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

import { buildTarball } from "./tarball.ts";
import type { TarballFile } from "./tarball.ts";

/** A `package.json`, as far as a registry must understand it. */
export type Manifest = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly version: string;
};

/** A package ready to be published: its manifest, its bytes and what a registry says about them. */
export interface BuiltPackage {
  readonly manifest: Manifest;
  readonly tarball: Buffer;
  /** `sha512-…` in base64. */
  readonly integrity: string;
  /** SHA-1 in hexadecimal. */
  readonly shasum: string;
  /** Bytes of all files together. */
  readonly unpackedSize: number;
  readonly fileCount: number;
}

/**
 * Packs a manifest and files like the npm client: `package/package.json` first, then the files in the order given.
 * A file named `package.json` replaces the one made from the manifest, so that the two can disagree.
 * Without files the package gets an `index.js` that exports nothing of interest.
 */
export function buildPackage(manifest: Manifest, files?: readonly TarballFile[]): BuiltPackage {
  const packed = withManifestFirst(manifest, files ?? [{ path: "index.js", content: '"use strict";\n' }]);
  const tarball = buildTarball(packed);
  return {
    manifest,
    tarball,
    integrity: `sha512-${createHash("sha512").update(tarball).digest("base64")}`,
    shasum: createHash("sha1").update(tarball).digest("hex"),
    unpackedSize: packed.reduce((sum, file) => sum + Buffer.byteLength(file.content), 0),
    fileCount: packed.length,
  };
}

function withManifestFirst(manifest: Manifest, files: readonly TarballFile[]): readonly TarballFile[] {
  const own = files.find((file) => file.path === "package.json");
  const generated: TarballFile = { path: "package.json", content: `${JSON.stringify(manifest, null, 2)}\n` };
  return [own ?? generated, ...files.filter((file) => file !== own)];
}
