import { AnomalyList } from "./anomaly-list.ts";
import type { Archive, ArchiveEntry, ArchiveLimits } from "./archive.ts";
import { badArchive } from "./errors.ts";
import { ExtractedFiles } from "./extracted-files.ts";
import { inflate } from "./inflate.ts";
import { archiveLimits } from "./limits.ts";
import { noteOddFiles, noteOddTimes } from "./odd-files.ts";
import { TarWalk } from "./tar-walk.ts";

/**
 * Reads a tarball in memory: the files that npm's extractor would leave on disk, and everything that is unusual. Entries
 * are views into the unpacked bytes. Throws `ArchiveError` when nothing can be read.
 */
export function readArchive(bytes: Uint8Array, limits: ArchiveLimits = archiveLimits): Archive {
  const anomalies = new AnomalyList(limits.anomalyMaxCount);
  const { tar, isPartial } = inflate(bytes, unpackedMax(bytes.length, limits), anomalies);
  const walk = new TarWalk(tar, limits, anomalies);
  const files = new ExtractedFiles(anomalies);
  const roots = new Set<string>();
  const times: number[] = [];
  for (const file of walk.files()) {
    if (Buffer.byteLength(file.path) > limits.pathMaxBytes) {
      anomalies.add("over-limit", file.path, `a path of more than ${String(limits.pathMaxBytes)} bytes`);
      continue;
    }
    files.add(file);
    roots.add(file.path.split("/", 1)[0] ?? "");
    if (file.modifiedAt !== undefined) times.push(file.modifiedAt);
  }
  if (!walk.summary.hasEntries) throw emptyOrNone(tar, isPartial);
  noteRoots(roots, anomalies);
  noteOddTimes(times, anomalies);
  return finish(files, anomalies, {
    unpackedBytes: tar.length,
    isPartial: isPartial || walk.summary.isPartial,
  });
}

/** What grows out of all proportion is a bomb, long before it fills the memory. */
function unpackedMax(packedBytes: number, limits: ArchiveLimits): number {
  const { unpackedMaxBytes, growthMax, growthFreeBytes } = limits;
  return Math.min(unpackedMaxBytes, Math.max(growthFreeBytes, packedBytes * growthMax));
}

/** The files of a folder or a list as an archive: without roots to take off. Never throws. */
export function archiveOfFiles(
  files: Iterable<ArchiveEntry>,
  limits: ArchiveLimits = archiveLimits,
): Archive {
  const anomalies = new AnomalyList(limits.anomalyMaxCount);
  const extracted = new ExtractedFiles(anomalies);
  let unpackedBytes = 0;
  let count = 0;
  for (const file of files) {
    count += 1;
    unpackedBytes += file.bytes.length;
    if (count > limits.entryMaxCount || unpackedBytes > limits.unpackedMaxBytes) {
      anomalies.add("over-limit", undefined, "more files or bytes than are read");
      return finish(extracted, anomalies, { unpackedBytes, isPartial: true });
    }
    extracted.put(file);
  }
  return finish(extracted, anomalies, { unpackedBytes, isPartial: false });
}

function finish(
  files: ExtractedFiles,
  anomalies: AnomalyList,
  { unpackedBytes, isPartial }: Pick<Archive, "unpackedBytes" | "isPartial">,
): Archive {
  const { entries, shadowed } = files;
  noteOddFiles(entries, anomalies);
  return { entries, shadowed, anomalies: anomalies.list(), unpackedBytes, isPartial };
}

function emptyOrNone(tar: Buffer, isPartial: boolean): Error {
  if (isPartial)
    return badArchive("ARCHIVE_TRUNCATED", `of its content ${String(tar.length)} bytes are left`);
  const isBlank = tar.every((byte) => byte === 0);
  return isBlank
    ? badArchive("ARCHIVE_EMPTY", "it has only zeros")
    : badArchive("ARCHIVE_NOT_TAR", "no header of a file is in it");
}

function noteRoots(roots: ReadonlySet<string>, anomalies: AnomalyList): void {
  if (roots.size < 2) return;
  const shown = [...roots].slice(0, 5).map((root) => root.slice(0, 60));
  anomalies.add("several-roots", undefined, shown.join(", "));
}
