import { createHash } from "node:crypto";
import { mkdir, open, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { renderInstant } from "@lockkeeper/core";
import type { Clock, Logger } from "@lockkeeper/core";
import type { BuildReport } from "@lockkeeper/intel";
import type { Allowances } from "./acceptance.ts";
import { checkCandidate } from "./acceptance.ts";
import type { TrustedKey } from "./bundle-keys.ts";
import { isSignedBy, renderFingerprint } from "./bundle-keys.ts";
import type { BundleManifest } from "./bundle-manifest.ts";
import { badBundle, headerBytes, tryParseHeader, tryParseManifest } from "./bundle-manifest.ts";
import { countContents, newestModified } from "./contents.ts";
import { describeCause, FeedsError } from "./errors.ts";
import type { BundleReport } from "./export-bundle.ts";
import { describeSource } from "./export-bundle.ts";
import type { FeedsLayout, FeedsState, SourceState } from "./feeds-state.ts";
import { blankSourceState, layOutFeeds, readFeedsState, writeFeedsState } from "./feeds-state.ts";
import { keepRecords } from "./keep-records.ts";
import { readPack } from "./pack.ts";
import type { UpdateProgress } from "./source-update.ts";
import { buildWhenChanged, replaceSource } from "./update-feeds.ts";
import { withUpdateLock } from "./update-lock.ts";

/** A bundle to take. */
export interface ImportBundleSettings extends Allowances {
  /** The data folder's folder for intelligence. */
  readonly folder: string;
  readonly file: string;
  /** One of these must have signed it. */
  readonly trusted: readonly TrustedKey[];
}

/** What taking a bundle works with. */
export interface ImportBundleParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onProgress?: (progress: UpdateProgress) => void;
}

/** What a bundle brought. */
export interface BundleImport extends BundleReport {
  /** The index that was built; `undefined` when everything was known. */
  readonly index: BuildReport | undefined;
}

const copyBytes = 1_000_000;

/**
 * Takes the sources of a bundle in the place of what is kept of them, all or none. Nothing is read of a bundle before its
 * signature holds, and nothing of a pack before its hash does.
 * Throws `FEEDS_UNTRUSTED`, `FEEDS_BAD_BUNDLE`, `FEEDS_EMPTY`, `FEEDS_SHRUNKEN`, `FEEDS_OLDER`, `FEEDS_BUSY`.
 */
export async function importBundle(
  settings: ImportBundleSettings,
  parts: ImportBundleParts,
): Promise<BundleImport> {
  const layout = layOutFeeds(settings.folder);
  const handle = await openBundle(settings.file);
  try {
    return await withUpdateLock(layout.lockFile, () => takeBundle({ settings, parts, layout, handle }));
  } finally {
    await handle.close();
  }
}

interface Taking {
  readonly settings: ImportBundleSettings;
  readonly parts: ImportBundleParts;
  readonly layout: FeedsLayout;
  readonly handle: FileHandle;
}

async function takeBundle(taking: Taking): Promise<BundleImport> {
  const { settings, parts, layout, handle } = taking;
  const { manifest, fingerprint, partsAt, bytes } = await readSigned(taking);
  const before = await readFeedsState(layout);
  checkBundleAge(before, manifest, settings);
  await mkdir(layout.downloadFolder, { recursive: true, mode: 0o700 });
  let state: FeedsState = { ...before, bundleAt: manifest.createdAt };
  const taken: SourceState[] = [];
  let at = partsAt;
  for (const source of manifest.sources) {
    const path = join(layout.downloadFolder, `${source.id}.bundle`);
    try {
      await copyPart({ handle, file: settings.file, at, source, path });
      taken.push(await takeSource({ taking, manifest, source, path, before }));
    } finally {
      await rm(path, { force: true });
    }
    at += source.pack?.bytes ?? 0;
  }
  for (const source of taken) state = replaceSource(state, source);
  await writeFeedsState(layout, state);
  const index = await buildWhenChanged(layout, state, parts);
  const { createdAt } = manifest;
  return { file: settings.file, bytes, fingerprint, createdAt, sources: taken.map(describeSource), index };
}

async function openBundle(file: string): Promise<FileHandle> {
  try {
    return await open(file, "r");
  } catch (cause) {
    throw badBundle(file, `it cannot be read: ${describeCause(cause)}`, cause);
  }
}

interface SignedManifest {
  readonly manifest: BundleManifest;
  readonly fingerprint: string;
  readonly partsAt: number;
  readonly bytes: number;
}

async function readSigned({ settings, handle }: Taking): Promise<SignedManifest> {
  const { file, trusted } = settings;
  const header = tryParseHeader(await readBytes(handle, 0, headerBytes));
  if (header === undefined) throw badBundle(file, "it does not start as one");
  const bytes = await readBytes(handle, headerBytes, header.manifestBytes);
  const signer = trusted.find((key) => isSignedBy(bytes, header.signature, key));
  if (signer === undefined) throw untrusted(file, header.fingerprint, trusted);
  const manifest = tryParseManifest(bytes.toString("utf8"));
  if (manifest === undefined) throw badBundle(file, "its manifest is of another form");
  const partsAt = headerBytes + header.manifestBytes;
  const { size } = await handle.stat();
  const expected = manifest.sources.reduce((sum, { pack }) => sum + (pack?.bytes ?? 0), partsAt);
  if (size !== expected) throw badBundle(file, `it has ${size} bytes instead of ${expected}`);
  return { manifest, fingerprint: renderFingerprint(signer.fingerprint), partsAt, bytes: size };
}

async function readBytes(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await handle.read(buffer, read, length - read, at + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return buffer.subarray(0, read);
}

/** The fingerprint in the file proves nothing, but it tells whether another key was meant or the file was changed. */
function untrusted(file: string, claimed: Buffer, trusted: readonly TrustedKey[]): FeedsError {
  const isClaimedByTrusted = trusted.some(({ fingerprint }) => fingerprint.equals(claimed));
  const keys = trusted.map(({ fingerprint }) => renderFingerprint(fingerprint)).join(", ");
  return new FeedsError("FEEDS_UNTRUSTED", {
    message: isClaimedByTrusted
      ? `Cannot take advisories from "${file}" as it was changed since it was signed by ${keys}`
      : `Cannot take advisories from "${file}" as none of the trusted keys has signed it: it names ${renderFingerprint(claimed)}, trusted is ${keys}`,
    hint: "Get the bundle again, or the public key of those who made it, over a way that you trust. Nothing was changed.",
  });
}

function checkBundleAge(
  { bundleAt }: FeedsState,
  { createdAt }: BundleManifest,
  { allowsOlder }: Allowances,
): void {
  if (allowsOlder || bundleAt === undefined || createdAt >= bundleAt) return;
  throw new FeedsError("FEEDS_OLDER", {
    message: `Cannot take the bundle as it is older than the last one: made ${renderInstant(createdAt)}, the last one was made ${renderInstant(bundleAt)}`,
    hint: "Take the newest bundle, or import it once with --force-older. Nothing was changed.",
  });
}

interface Part {
  readonly handle: FileHandle;
  readonly file: string;
  readonly at: number;
  readonly source: SourceState;
  readonly path: string;
}

async function copyPart({ handle, file, at, source, path }: Part): Promise<void> {
  const { bytes = 0, sha256 } = source.pack ?? {};
  const hash = createHash("sha256");
  const copy = await open(path, "w", 0o600);
  try {
    for (let done = 0; done < bytes; done += copyBytes) {
      const chunk = await readBytes(handle, at + done, Math.min(copyBytes, bytes - done));
      hash.update(chunk);
      await copy.writeFile(chunk);
    }
  } finally {
    await copy.close();
  }
  if (hash.digest("hex") !== sha256) throw badBundle(file, `the records of "${source.id}" were changed`);
}

interface SourceTaking {
  readonly taking: Taking;
  readonly manifest: BundleManifest;
  readonly source: SourceState;
  readonly path: string;
  readonly before: FeedsState;
}

async function takeSource({ taking, manifest, source, path, before }: SourceTaking): Promise<SourceState> {
  const { settings, parts, layout } = taking;
  const records = await readPack(path);
  const now = parts.clock.now();
  const { id, kind, name, from } = source;
  const known = before.sources.find((each) => each.id === id) ?? blankSourceState({ id, kind, name, from });
  const candidate = { counts: countContents(records), newest: newestModified(records, now) };
  checkCandidate(known, candidate, settings);
  const bundled = {
    ...source,
    from: `bundle of ${renderInstant(manifest.createdAt)}: ${from}`.slice(0, 500),
  };
  const kept = await keepRecords(layout, bundled, { records, now });
  const isSame = kept.pack?.sha256 === known.pack?.sha256;
  return {
    ...kept,
    isBundled: true,
    failure: undefined,
    changedAt: isSame ? known.changedAt : parts.clock.now(),
  };
}
