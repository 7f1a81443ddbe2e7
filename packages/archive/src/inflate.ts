import { constants, crc32, gunzipSync, inflateRawSync } from "node:zlib";

import type { AnomalyList } from "./anomaly-list.ts";
import { badArchive } from "./errors.ts";

/** The unpacked bytes of an archive. */
export interface Inflated {
  readonly tar: Buffer;
  /** Whether bytes are missing, because of a limit or an early end. */
  readonly isPartial: boolean;
}

/** No stream of deflate grows more than this. */
const growthMax = 1032;
/** What is read of a stream that unpacks to more than the limit. */
const bombKeptBytes = 64_000_000;
const chunkMinBytes = 4096;

/**
 * Unpacks gzip as Node's own streams do, members and padding included; bytes without gzip's mark come back as they are.
 * Throws `ArchiveError` when nothing can be unpacked.
 */
export function inflate(bytes: Uint8Array, maxBytes: number, anomalies: AnomalyList): Inflated {
  if (bytes.length === 0) throw badArchive("ARCHIVE_EMPTY", "it has no bytes");
  if (!isGzip(bytes)) return inflateNothing(bytes, maxBytes);
  try {
    const { output, readBytes } = gunzip(bytes, maxBytes);
    noteMembers(bytes, output, anomalies);
    if (bytes.subarray(readBytes).some((byte) => byte !== 0)) {
      anomalies.add(
        "trailing-bytes",
        undefined,
        `${String(bytes.length - readBytes)} bytes after the gzip stream`,
      );
    }
    return { tar: output, isPartial: false };
  } catch (error) {
    return salvage({ bytes, maxBytes, anomalies, error });
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function inflateNothing(bytes: Uint8Array, maxBytes: number): Inflated {
  const known = compressions.find(({ magic }) => magic.every((byte, at) => bytes[at] === byte));
  if (known !== undefined) throw badArchive("ARCHIVE_UNSUPPORTED", `it is ${known.name}`);
  if (bytes.length > maxBytes) throw badArchive("ARCHIVE_TOO_LARGE", `it has ${String(bytes.length)} bytes`);
  return { tar: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), isPartial: false };
}

const compressions: readonly { readonly name: string; readonly magic: readonly number[] }[] = [
  { name: "zstd", magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: "xz", magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
  { name: "bzip2", magic: [0x42, 0x5a, 0x68] },
  { name: "a zip file", magic: [0x50, 0x4b, 0x03, 0x04] },
];

interface Gunzipped {
  readonly output: Buffer;
  /** How much of the input was used. */
  readonly readBytes: number;
}

/** The size that the trailer states is a hint alone: an attacker writes it. */
function gunzip(bytes: Uint8Array, maxBytes: number): Gunzipped {
  const stated = readUint32(bytes, bytes.length - 4);
  const chunkSize = Math.max(chunkMinBytes, Math.min(stated + 1, bytes.length * growthMax, maxBytes));
  return resultOf(gunzipSync(bytes, { chunkSize, maxOutputLength: maxBytes, info: true }));
}

/** Node answers with the engine beside the bytes when it is asked for it; its types do not say so. */
function resultOf(result: unknown): Gunzipped {
  if (isResult(result)) return { output: result.buffer, readBytes: result.engine.bytesWritten };
  throw new TypeError("zlib answered without its engine");
}

function isResult(value: unknown): value is { buffer: Buffer; engine: { bytesWritten: number } } {
  return typeof value === "object" && value !== null && "buffer" in value && "engine" in value;
}

/** A second member begins where gzip's mark follows the checksum of what came before. */
function noteMembers(bytes: Uint8Array, output: Buffer, anomalies: AnomalyList): void {
  const input = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = input.indexOf(memberMark, memberMinBytes);
  for (let tries = 0; at >= 0 && tries < memberTries; tries += 1) {
    const size = readUint32(bytes, at - 4);
    if (size <= output.length && crc32(output.subarray(0, size)) === readUint32(bytes, at - 8)) {
      anomalies.add("multiple-members", undefined, `a second gzip member begins at byte ${String(at)}`);
      return;
    }
    at = input.indexOf(memberMark, at + 1);
  }
}

const memberMark = Buffer.from([0x1f, 0x8b, 0x08]);
const memberMinBytes = 18;
const memberTries = 64;

interface Damage {
  readonly bytes: Uint8Array;
  readonly maxBytes: number;
  readonly anomalies: AnomalyList;
  readonly error: unknown;
}

/** npm refuses such a stream; others may not, so that what can be read is looked at. */
function salvage({ bytes, maxBytes, anomalies, error }: Damage): Inflated {
  const start = gzipHeaderEnd(bytes);
  const isBomb = codeOf(error) === "ERR_BUFFER_TOO_LARGE";
  const keptBytes = Math.floor(Math.min(bombKeptBytes, maxBytes) / growthMax);
  const end = isBomb ? Math.min(bytes.length, start + keptBytes) : bytes.length;
  const { output, readBytes } = inflateStart(bytes.subarray(start, end), maxBytes, error);
  const rest = bytes.length - start - readBytes;
  if (isBomb) anomalies.add("over-limit", undefined, `it unpacks to more than ${String(maxBytes)} bytes`);
  else if (rest > 8)
    anomalies.add("trailing-bytes", undefined, `${String(rest - 8)} bytes after the gzip stream`);
  else if (rest === 8)
    anomalies.add("bad-checksum", undefined, "the gzip stream does not match its checksum");
  else anomalies.add("truncated", undefined, "the gzip stream ends early");
  return { tar: output, isPartial: isBomb || rest < 8 };
}

function inflateStart(deflated: Uint8Array, maxBytes: number, error: unknown): Gunzipped {
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maxBytes, info: true };
    return resultOf(inflateRawSync(deflated, options));
  } catch {
    throw badArchive("ARCHIVE_BAD_GZIP", error instanceof Error ? error.message : String(error), error);
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

/** RFC 1952, section 2.3. */
function gzipHeaderEnd(bytes: Uint8Array): number {
  const flags = bytes[3] ?? 0;
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
  if ((flags & 8) !== 0) at = afterZero(bytes, at);
  if ((flags & 16) !== 0) at = afterZero(bytes, at);
  return (flags & 2) === 0 ? at : at + 2;
}

function afterZero(bytes: Uint8Array, start: number): number {
  const zero = bytes.indexOf(0, start);
  return zero < 0 ? bytes.length : zero + 1;
}

function readUint32(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(Math.max(0, at), at + 4);
  return a + b * 0x100 + c * 0x10000 + d * 0x1000000;
}
