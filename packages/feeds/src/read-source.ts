import { open, rename, rm } from "node:fs/promises";
import { IntelError, readOsvRecords } from "@lockkeeper/intel";
import type { Contents, KeptRecord } from "./contents.ts";
import { createContents, takeItem } from "./contents.ts";
import { describeCause, FeedsError } from "./errors.ts";

const progressStep = 1000;

/** Reads all records of a folder or file. Throws `INTEL_SOURCE_UNREADABLE`. */
export async function readContents(
  path: string,
  before: ReadonlyMap<string, KeptRecord>,
  onRead: (count: number) => void,
): Promise<Contents> {
  const contents = createContents();
  let count = 0;
  for await (const item of readOsvRecords(path)) {
    takeItem(contents, item, before);
    count += 1;
    if (count % progressStep === 0) onRead(count);
  }
  return contents;
}

/** A file that was downloaded, and where it came from. */
export interface DownloadedFile {
  readonly path: string;
  readonly url: string;
  /** Whether nothing but a zip archive is expected. */
  readonly mustBeZip: boolean;
}

/**
 * Reads all records of a downloaded file, which is a zip or JSON lines whatever it is called, and removes it.
 * Throws `FEEDS_BAD_ARCHIVE`.
 */
export async function readDownload(
  { path, url, mustBeZip }: DownloadedFile,
  before: ReadonlyMap<string, KeptRecord>,
  onRead: (count: number) => void,
): Promise<Contents> {
  const ending = endingFor(await readStart(path));
  const named = `${path}${ending ?? ""}`;
  try {
    if (ending === undefined || (mustBeZip && ending !== ".zip"))
      throw badArchive(url, mustBeZip ? "it is no zip" : "it is neither a zip nor JSON lines");
    await rename(path, named);
    return await readContents(named, before, onRead);
  } catch (cause) {
    if (cause instanceof IntelError) throw badArchive(url, describeCause(cause), cause);
    throw cause;
  } finally {
    await rm(path, { force: true });
    await rm(named, { force: true });
  }
}

function badArchive(url: string, why: string, cause?: unknown): FeedsError {
  return new FeedsError("FEEDS_BAD_ARCHIVE", {
    message: `Cannot take the advisories of "${url}" as the file is no archive of records: ${why}`,
    hint: "Check the address; a sign-in page or an error page may stand there. What was known before stays in force.",
    cause,
  });
}

async function readStart(path: string): Promise<Buffer> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

const zipSignatures: ReadonlySet<string> = new Set(["PK\u0003\u0004", "PK\u0005\u0006"]);

function endingFor(start: Buffer): string | undefined {
  if (zipSignatures.has(start.toString("latin1"))) return ".zip";
  if (start[0] === 0x1f && start[1] === 0x8b) return ".jsonl.gz";
  return start[0] === 0x7b ? ".jsonl" : undefined;
}
