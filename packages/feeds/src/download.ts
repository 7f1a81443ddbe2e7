import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { systemErrorCode } from "@lockkeeper/core";
import { badAnswer } from "./feed-fetch.ts";
import type { FeedFetch, FeedResponse } from "./feed-fetch.ts";
import type { FeedAccess } from "./feed-source.ts";
import { boundBody, checkOk, tooLarge } from "./fetch-text.ts";

/** What a server said of a file, to ask whether it has changed since. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

/** A file to download. */
export interface DownloadRequest {
  readonly url: string;
  readonly access: FeedAccess;
  /** Where it goes; what an earlier download left there is continued when it is still the same file. */
  readonly path: string;
  /** Answers `unchanged` when the file is still this one. */
  readonly known: Validators | undefined;
  readonly maxBytes: number;
  readonly onProgress: (bytes: number, total: number | undefined) => void;
}

/** What came of a download. */
export type Download =
  | { readonly kind: "unchanged" }
  | {
      readonly kind: "file";
      readonly bytes: number;
      readonly sha256: string;
      readonly validators: Validators;
      /** Bytes that an earlier download had brought already. */
      readonly resumedFrom: number;
    };

const deadlineMs = 3_600_000;

/** The headers that ask for a file only when it has changed. */
export function conditionalHeaders({ etag, lastModified }: Validators): Readonly<Record<string, string>> {
  return {
    ...(etag === undefined ? {} : { "if-none-match": etag }),
    ...(lastModified === undefined ? {} : { "if-modified-since": lastModified }),
  };
}

/** What an answer says of its file. */
export function validatorsOf({ headers }: FeedResponse): Validators {
  const etag = headers.get("etag");
  const lastModified = headers.get("last-modified");
  return {
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
  };
}

/** Downloads a file. Throws `FEEDS_UNREACHABLE`, `FEEDS_BAD_ANSWER`, `FEEDS_TOO_LARGE`; what came stays for the next time. */
export async function download(fetch: FeedFetch, asked: DownloadRequest): Promise<Download> {
  const begun = await readBegun(asked);
  const response = await fetch({
    url: asked.url,
    access: asked.access,
    deadlineMs,
    // The file as it is: a compressed transfer could not be continued in the middle.
    headers: {
      "accept-encoding": "identity",
      ...(begun === undefined
        ? conditionalHeaders(asked.known ?? {})
        : { range: `bytes=${begun.bytes}-`, "if-range": begun.etag }),
    },
  });
  if (response.status === 304 && begun === undefined && asked.known !== undefined) {
    response.discard();
    return { kind: "unchanged" };
  }
  if (response.status === 416 && begun !== undefined) {
    response.discard();
    await forget(asked.path);
    return download(fetch, asked);
  }
  const resumedFrom = response.status === 206 && begun !== undefined ? checkRange(response, asked, begun) : 0;
  if (resumedFrom === 0) checkOk(response, asked.url);
  await store(response, asked, resumedFrom);
  const { bytes, sha256 } = await digest(asked.path);
  await rm(noteOf(asked.path), { force: true });
  return { kind: "file", bytes, sha256, validators: validatorsOf(response), resumedFrom };
}

interface Begun {
  readonly bytes: number;
  readonly etag: string;
}

interface Note {
  readonly url: string;
  readonly etag: string;
}

function noteOf(path: string): string {
  return `${path}.json`;
}

async function forget(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(noteOf(path), { force: true });
}

/** What an earlier download left, when it can be continued: only a strong tag tells that it is the same file. */
async function readBegun({ path, url }: DownloadRequest): Promise<Begun | undefined> {
  const note = await readNote(noteOf(path));
  if (note === undefined || note.url !== url) return undefined;
  try {
    const { size } = await stat(path);
    return size === 0 ? undefined : { bytes: size, etag: note.etag };
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function readNote(path: string): Promise<Note | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    if (typeof value !== "object" || value === null || !("url" in value) || !("etag" in value))
      return undefined;
    const { url, etag } = value;
    return typeof url === "string" && typeof etag === "string" ? { url, etag } : undefined;
  } catch (error) {
    // A note that is missing or was cut by a crash: the download begins anew.
    if (systemErrorCode(error) === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function checkRange(response: FeedResponse, { url }: DownloadRequest, { bytes }: Begun): number {
  const range = response.headers.get("content-range") ?? "";
  if (range.startsWith(`bytes ${bytes}-`)) return bytes;
  response.discard();
  throw badAnswer(url, `it continues elsewhere than asked: ${range.slice(0, 80)}`);
}

async function store(response: FeedResponse, asked: DownloadRequest, from: number): Promise<void> {
  const { url, path, maxBytes, onProgress } = asked;
  const length = tryParseLength(response.headers.get("content-length"));
  const isCounted = !response.headers.has("content-encoding");
  const total = length === undefined || !isCounted ? undefined : from + length;
  if (total !== undefined && total > maxBytes) {
    response.discard();
    throw tooLarge(url, maxBytes);
  }
  await writeNote(response, asked);
  const handle = await open(path, from === 0 ? "w" : "a", 0o600);
  let written = from;
  try {
    for await (const chunk of boundBody(response, url, maxBytes - from)) {
      await handle.writeFile(chunk);
      written += chunk.length;
      onProgress(written, total);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (total !== undefined && written !== total)
    throw badAnswer(url, `it has ${written} bytes instead of ${total}`);
}

async function writeNote(response: FeedResponse, { url, path }: DownloadRequest): Promise<void> {
  const etag = response.headers.get("etag");
  const isStrong = etag !== undefined && !etag.startsWith("W/") && !response.headers.has("content-encoding");
  if (isStrong) await writeFile(noteOf(path), JSON.stringify({ url, etag }), { mode: 0o600 });
  else await rm(noteOf(path), { force: true });
}

function tryParseLength(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

async function digest(path: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError("a file's stream holds bytes");
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}
