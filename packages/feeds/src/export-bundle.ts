import { createReadStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "@lockkeeper/core";
import type { SigningKey } from "./bundle-keys.ts";
import { renderFingerprint, signManifest } from "./bundle-keys.ts";
import type { BundleManifest } from "./bundle-manifest.ts";
import { renderHeader, renderManifest } from "./bundle-manifest.ts";
import { createHash } from "node:crypto";
import { describeCause, FeedsError } from "./errors.ts";
import type { FeedsLayout, SourceState } from "./feeds-state.ts";
import { layOutFeeds, readFeedsState } from "./feeds-state.ts";
import { corruptPack } from "./pack.ts";
import { withUpdateLock } from "./update-lock.ts";

/** What to put into a bundle. */
export interface ExportSettings {
  /** The data folder's folder for intelligence. */
  readonly folder: string;
  /** The file to write; one that is there is replaced. */
  readonly file: string;
  readonly key: SigningKey;
  /** Only these sources; all of them when left out. */
  readonly only?: readonly string[];
  /** The version of this program. */
  readonly program: string;
  readonly clock: Clock;
}

/** What a bundle holds. */
export interface BundleReport {
  readonly file: string;
  readonly bytes: number;
  /** The signer's key. */
  readonly fingerprint: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly sources: readonly BundledSource[];
}

/** One source in a bundle. */
export interface BundledSource {
  readonly id: string;
  readonly name: string;
  readonly records: number;
  readonly malware: number;
  readonly vulnerabilities: number;
  readonly withdrawn: number;
  readonly newestModified: string | undefined;
  /** When the source was last asked; milliseconds since the epoch. */
  readonly checkedAt: number | undefined;
}

/**
 * Writes what is kept of the sources into one signed file, for machines without a network.
 * Throws `FEEDS_EMPTY` when nothing is kept, `FEEDS_UNKNOWN_SOURCE`, `FEEDS_STATE_CORRUPT`, `FEEDS_UNWRITABLE`, `FEEDS_BUSY`.
 */
export async function exportBundle(settings: ExportSettings): Promise<BundleReport> {
  const { folder, file, key, program, clock } = settings;
  const layout = layOutFeeds(folder);
  return withUpdateLock(layout.lockFile, async () => {
    const sources = chooseSources((await readFeedsState(layout)).sources, settings.only);
    const createdAt = clock.now();
    const manifest: BundleManifest = { createdAt, program, sources: sources.map(toBundled) };
    const bytes = await writeBundle({ layout, file, key, manifest });
    return {
      file,
      bytes,
      fingerprint: renderFingerprint(key.fingerprint),
      createdAt,
      sources: sources.map(describeSource),
    };
  });
}

/** What a bundle says of a source. */
export function describeSource(source: SourceState): BundledSource {
  const { id, name, records, malware, vulnerabilities, withdrawn, newestModified, checkedAt } = source;
  return { id, name, records, malware, vulnerabilities, withdrawn, newestModified, checkedAt };
}

function chooseSources(
  all: readonly SourceState[],
  only: readonly string[] | undefined,
): readonly SourceState[] {
  const unknown = only?.find((id) => !all.some((source) => source.id === id));
  if (unknown !== undefined)
    throw new FeedsError("FEEDS_UNKNOWN_SOURCE", {
      message: `Cannot export "${unknown}" as nothing is kept of such a source`,
      hint: `There are: ${all.map(({ id }) => id).join(", ")}.`,
    });
  const chosen = all.filter(
    ({ id, pack }) => pack !== undefined && (only === undefined || only.includes(id)),
  );
  if (chosen.length > 0) return chosen;
  throw new FeedsError("FEEDS_EMPTY", {
    message: "Cannot export advisories as there are none yet: no source was fetched or imported",
    hint: "Run `intel update` first.",
  });
}

/**
 * What went wrong here is no matter of the machine that takes the bundle. What was imported here gets an id of its own
 * there, so that it does not take the place of what was imported there.
 */
function toBundled(source: SourceState, index: number): SourceState {
  const bundled = { ...source, failure: undefined };
  return source.kind === "import" ? { ...bundled, kind: "archive", id: `bundled-${index + 1}` } : bundled;
}

interface BundleWriting {
  readonly layout: FeedsLayout;
  readonly file: string;
  readonly key: SigningKey;
  readonly manifest: BundleManifest;
}

async function writeBundle({ layout, file, key, manifest }: BundleWriting): Promise<number> {
  const bytes = renderManifest(manifest);
  const { fingerprint } = key;
  const header = renderHeader({
    fingerprint,
    signature: signManifest(bytes, key),
    manifestBytes: bytes.length,
  });
  const temporary = `${file}.tmp`;
  try {
    const handle = await open(temporary, "w", 0o644);
    let total = header.length + bytes.length;
    try {
      await handle.writeFile(header);
      await handle.writeFile(bytes);
      for (const source of manifest.sources) total += await copyPack(handle, layout, source);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    return total;
  } catch (cause) {
    await rm(temporary, { force: true });
    if (cause instanceof FeedsError) throw cause;
    throw new FeedsError("FEEDS_UNWRITABLE", {
      message: `Cannot write the bundle "${file}" as the system refuses: ${describeCause(cause)}`,
      hint: "Check that the folder is there, is writable and has room.",
      cause,
    });
  }
}

/** A pack that was damaged on disk must not be passed on under a signature. */
async function copyPack(
  handle: FileHandle,
  { packFolder }: FeedsLayout,
  { pack }: SourceState,
): Promise<number> {
  const path = join(packFolder, pack?.file ?? "");
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError("a file's stream holds bytes");
    hash.update(chunk);
    bytes += chunk.length;
    await handle.writeFile(chunk);
  }
  if (hash.digest("hex") !== pack?.sha256)
    throw corruptPack(path, "its hash is not the one that was written down");
  return bytes;
}
