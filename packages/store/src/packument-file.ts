import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants } from "node:zlib";

import { limits } from "@lockkeeper/core";

import { sealLine, tryUnsealLine } from "./sealed-line.ts";

/** The last good document of an upstream, byte for byte. Times are milliseconds since the epoch. */
export interface CachedPackument {
  readonly bytes: Buffer;
  /** Of the bytes, in hexadecimal. */
  readonly sha256: string;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  /** When the upstream last sent or confirmed it. */
  readonly fetchedAt: number;
}

/** What to keep of an answer. */
export interface NewPackument extends Omit<CachedPackument, "sha256"> {
  /** Of the bytes, when the caller has it already. */
  readonly sha256?: string | undefined;
}

/** Which document a file holds. */
export interface PackumentId {
  readonly upstream: string;
  readonly name: string;
}

/** How the document follows its header. */
type Encoding = "br" | "identity";

interface Header extends PackumentId {
  readonly encoding: Encoding;
  readonly sha256: string;
  readonly bytes: number;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  readonly fetchedAt: number;
}

/** What the first line of a file says of the document in it. */
export interface PackumentHeader extends Header {
  /** Where the document begins. */
  readonly end: number;
}

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);
const newline = 0x0a;
/** The header ends within so many bytes. */
export const headerMaxBytes: number = 64 * 1024;
/** The pool is asked once per chunk of what comes out. */
const chunkMinBytes = 1024;
const chunkMaxBytes = 1024 * 1024;

/**
 * A file's parts: a sealed line of JSON, then the document as it is. It is compressed later, when nobody waits: a
 * compression of it costs as much as that of the answer.
 */
export function renderPackumentFile(id: PackumentId, value: NewPackument): readonly [Buffer, Buffer] {
  return [renderHeader(id, value, "identity"), value.bytes];
}

/** The same file with its document compressed. */
export async function renderCompressedPackumentFile(id: PackumentId, value: NewPackument): Promise<Buffer> {
  const body = await compress(value.bytes, {
    // Half the work of gzip at its fastest, and smaller.
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 1,
      [constants.BROTLI_PARAM_SIZE_HINT]: value.bytes.length,
    },
    chunkSize: Math.min(Math.max(value.bytes.length >> 3, chunkMinBytes), chunkMaxBytes),
  });
  return Buffer.concat([renderHeader(id, value, "br"), body]);
}

function renderHeader({ upstream, name }: PackumentId, value: NewPackument, encoding: Encoding): Buffer {
  const header: Header = {
    encoding,
    upstream,
    name,
    sha256: value.sha256 ?? digest(value.bytes),
    bytes: value.bytes.length,
    etag: value.etag,
    lastModified: value.lastModified,
    fetchedAt: value.fetchedAt,
  };
  return Buffer.from(sealLine(JSON.stringify(header)));
}

/** Reads a file's bytes, or answers `undefined` when they are damaged or another document's. */
export async function tryParsePackumentFile(
  file: Buffer,
  id: PackumentId,
): Promise<CachedPackument | undefined> {
  const header = tryParsePackumentHeader(file);
  if (header?.upstream !== id.upstream || header.name !== id.name) return undefined;
  const body = file.subarray(header.end);
  const bytes = header.encoding === "br" ? await tryDecompress(body, header.bytes) : body;
  if (bytes?.length !== header.bytes || digest(bytes) !== header.sha256) return undefined;
  const { sha256, etag, lastModified, fetchedAt } = header;
  return { bytes, sha256, etag, lastModified, fetchedAt };
}

/** Reads the header from the first bytes of a file, or answers `undefined` when it is damaged. */
export function tryParsePackumentHeader(start: Buffer): PackumentHeader | undefined {
  const end = start.subarray(0, headerMaxBytes).indexOf(newline);
  const header = end < 0 ? undefined : tryParseHeader(start.toString("utf8", 0, end));
  return header && { ...header, end: end + 1 };
}

async function tryDecompress(body: Buffer, size: number): Promise<Buffer | undefined> {
  try {
    return await decompress(body, {
      maxOutputLength: Math.max(size, 1),
      chunkSize: Math.min(Math.max(size + 1, chunkMinBytes), chunkMaxBytes),
    });
  } catch {
    // Whatever the decompressor dislikes, the file is damaged; the caller reports that.
    return undefined;
  }
}

/** Version 0.1.0 compressed every document, and did not say so; its snapshots are kept for years. */
const firstForm = { encoding: "br" } as const;

function tryParseHeader(line: string): Header | undefined {
  const text = tryUnsealLine(line);
  if (text === undefined) return undefined;
  try {
    const value: unknown = { ...firstForm, ...JSON.parse(text) };
    return isHeader(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isHeader(value: unknown): value is Header {
  if (typeof value !== "object" || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const size = fields.get("bytes");
  return (
    ["br", "identity"].includes(String(fields.get("encoding"))) &&
    ["upstream", "name", "sha256"].every((key) => typeof fields.get(key) === "string") &&
    ["etag", "lastModified"].every((key) => ["string", "undefined"].includes(typeof fields.get(key))) &&
    typeof fields.get("fetchedAt") === "number" &&
    typeof size === "number" &&
    size >= 0 &&
    size <= limits.packumentMaxBytes
  );
}

function digest(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
