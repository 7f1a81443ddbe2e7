import { FeedsError } from "./errors.ts";
import type { SourceState } from "./feeds-state.ts";
import { asCount, asText, tryParseObject, tryParseSourceState } from "./parse-state.ts";

/*
 * A bundle, integers little-endian:
 *   0    8 bytes    magic
 *   8    32 bytes   SHA-256 of the signer's public key
 *   40   64 bytes   Ed25519 signature of the manifest
 *   104  u32        length of the manifest
 *   108             manifest, JSON
 *                   the packs, one after the other in the manifest's order
 */

/** The first bytes of every bundle. */
export const bundleMagic: Buffer = Buffer.from("LKBUNDL1", "latin1");
/** Bytes before the manifest. */
export const headerBytes = 108;
/** No honest manifest is larger: a source takes about two kilobytes. */
export const manifestMaxBytes = 4_000_000;

/** What a bundle says about itself. */
export interface BundleManifest {
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The version of Lockkeeper that made it. */
  readonly program: string;
  /** Each with a pack, whose length and hash are those of its part. */
  readonly sources: readonly SourceState[];
}

/** The fields before the manifest. */
export interface BundleHeader {
  readonly fingerprint: Buffer;
  readonly signature: Buffer;
  readonly manifestBytes: number;
}

/** Renders the bytes before the manifest. */
export function renderHeader({ fingerprint, signature, manifestBytes }: BundleHeader): Buffer {
  const header = Buffer.alloc(headerBytes);
  bundleMagic.copy(header);
  fingerprint.copy(header, 8);
  signature.copy(header, 40);
  header.writeUInt32LE(manifestBytes, 104);
  return header;
}

/** Reads the bytes before the manifest, or answers `undefined`. */
export function tryParseHeader(header: Buffer): BundleHeader | undefined {
  if (header.length < headerBytes || !header.subarray(0, 8).equals(bundleMagic)) return undefined;
  const manifestBytes = header.readUInt32LE(104);
  if (manifestBytes > manifestMaxBytes) return undefined;
  return {
    fingerprint: Buffer.from(header.subarray(8, 40)),
    signature: Buffer.from(header.subarray(40, 104)),
    manifestBytes,
  };
}

/** Renders a manifest. */
export function renderManifest(manifest: BundleManifest): Buffer {
  return Buffer.from(JSON.stringify({ version: 1, ...manifest }));
}

const sourceId = /^[a-z0-9][a-z0-9-]{0,60}$/;

/** Reads a manifest whose signature holds, or answers `undefined`. */
export function tryParseManifest(text: string): BundleManifest | undefined {
  const root = tryParseObject(text);
  const createdAt = asCount(root?.["createdAt"]);
  const program = asText(root?.["program"]);
  const sources = tryParseSources(root?.["sources"]);
  if (root?.["version"] !== 1 || createdAt === undefined) return undefined;
  if (program === undefined || sources === undefined) return undefined;
  return { createdAt, program, sources };
}

const maxSources = 1000;

function tryParseSources(list: unknown): readonly SourceState[] | undefined {
  if (!Array.isArray(list) || list.length > maxSources) return undefined;
  const sources = new Map<string, SourceState>();
  for (const item of list) {
    const source = tryParseSourceState(item);
    if (source?.pack === undefined || !sourceId.test(source.id) || sources.has(source.id)) return undefined;
    sources.set(source.id, source);
  }
  return [...sources.values()];
}

/** The error for a file that is no bundle, or was changed since it was made. */
export function badBundle(file: string, why: string, cause?: unknown): FeedsError {
  return new FeedsError("FEEDS_BAD_BUNDLE", {
    message: `Cannot take advisories from "${file}" as it is no whole bundle: ${why}`,
    hint: "Copy it again, or make it again with `intel bundle export`. Nothing was changed.",
    cause,
  });
}
