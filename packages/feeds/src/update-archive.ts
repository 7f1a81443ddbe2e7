import { badAnswer } from "./feed-fetch.ts";
import { download } from "./download.ts";
import type { Download } from "./download.ts";
import { FeedsError } from "./errors.ts";
import type { ArchiveFeedSource, FolderFeedSource } from "./feed-source.ts";
import { fetchText } from "./fetch-text.ts";
import { readContents, readDownload } from "./read-source.ts";
import type { SourceContext, SourceUpdate } from "./source-update.ts";

/** Bytes of a whole database as one file; OSV's had about 160 million in 2026. */
export const archiveMaxBytes = 1_000_000_000;
const checksumMaxBytes = 4096;
const checksumForm = /^\\?([0-9a-f]{64})\b/i;

/** Asks a source that is one file: only when it has changed, and held against its checksum where it publishes one. */
export async function updateArchive(context: SourceContext<ArchiveFeedSource>): Promise<SourceUpdate> {
  const { source, before, isFull } = context;
  const checksum = await fetchChecksum(context);
  const isSame = checksum !== undefined && checksum === before.checksum;
  if (isSame && !isFull && before.pack !== undefined) return { kind: "unchanged", memory: {} };
  const file = await downloadArchive(context, source.url);
  if (file.kind === "unchanged") return { kind: "unchanged", memory: {} };
  await checkChecksum(context, file, checksum);
  const { contents, memory } = await readArchive(context, file, { url: source.url, mustBeZip: false });
  return { kind: "contents", how: "everything", contents, memory: { ...memory, checksum: file.sha256 } };
}

/** Reads a folder or file of this machine. */
export async function updateFolder(context: SourceContext<FolderFeedSource>): Promise<SourceUpdate> {
  const { source, recordsBefore, onProgress } = context;
  const contents = await readContents(source.path, await recordsBefore(), (done) =>
    onProgress({ phase: "read", done, total: undefined }),
  );
  return { kind: "contents", how: "everything", contents, memory: {} };
}

/** Downloads a source's file to where this source's downloads go. */
export async function downloadArchive(context: SourceContext, url: string): Promise<Download> {
  const { source, before, isFull, fetch, downloadPath, onProgress } = context;
  const access = source.kind === "folder" ? {} : source;
  const isKept = before.pack !== undefined && !isFull;
  return download(fetch, {
    url,
    access,
    path: downloadPath,
    known: isKept ? before.validators : undefined,
    maxBytes: archiveMaxBytes,
    onProgress: (done, total) => onProgress({ phase: "download", done, total }),
  });
}

/** Reads a downloaded file into contents. */
export async function readArchive(
  { clock, downloadPath, onProgress, recordsBefore }: SourceContext,
  { validators }: Extract<Download, { readonly kind: "file" }>,
  { url, mustBeZip }: { readonly url: string; readonly mustBeZip: boolean },
): Promise<Pick<Extract<SourceUpdate, { kind: "contents" }>, "contents" | "memory">> {
  const contents = await readDownload({ path: downloadPath, url, mustBeZip }, await recordsBefore(), (done) =>
    onProgress({ phase: "read", done, total: undefined }),
  );
  return { contents, memory: { validators, fullAt: clock.now() } };
}

async function fetchChecksum({
  source,
  fetch,
}: SourceContext<ArchiveFeedSource>): Promise<string | undefined> {
  const { checksumUrl: url } = source;
  if (url === undefined) return undefined;
  const text = await fetchText(fetch, { url, access: source, maxBytes: checksumMaxBytes });
  const checksum = checksumForm.exec(text?.trim() ?? "")?.[1]?.toLowerCase();
  if (checksum === undefined) throw badAnswer(url, "it holds no SHA-256");
  return checksum;
}

/** The file and its checksum are published one after the other: a mismatch is looked at a second time. */
async function checkChecksum(
  context: SourceContext<ArchiveFeedSource>,
  { sha256 }: Extract<Download, { readonly kind: "file" }>,
  expected: string | undefined,
): Promise<void> {
  if (expected === undefined || expected === sha256) return;
  const again = await fetchChecksum(context);
  if (again === sha256) return;
  throw new FeedsError("FEEDS_CHECKSUM", {
    message: `Cannot take the advisories of "${context.source.url}" as the file is not the one of its checksum: ${sha256} instead of ${again ?? expected}`,
    hint: "Try again in some minutes, in case it was being replaced. What was known before stays in force.",
  });
}
