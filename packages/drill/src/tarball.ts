import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";

import { DrillError } from "./errors.ts";

/** One file of a tarball that is to be built. */
export interface TarballFile {
  /** Relative to the prefix, with forward slashes. Hostile paths are written as they are. */
  readonly path: string;
  readonly content: string | Buffer;
  /** Permission bits; 0o644 when left out. */
  readonly mode?: number;
  /** Makes the entry a link instead of a file; `content` is then ignored. */
  readonly link?: { readonly kind: "symbolic" | "hard"; readonly target: string };
}

/** How a tarball is written. */
export interface TarballOptions {
  /** What precedes every path; `package/` when left out. */
  readonly prefix?: string;
  /** Seconds since the epoch; 1985-10-26T08:15:00Z when left out, as the npm client writes. */
  readonly mtime?: number;
  /** `false` leaves the archive uncompressed. */
  readonly isCompressed?: boolean;
}

interface Entry {
  readonly path: string;
  readonly body: Buffer;
  readonly mode: number;
  readonly mtime: number;
  readonly typeFlag: string;
  readonly linkTarget: string;
}

const blockBytes = 512;
const npmMtime = 499_162_500;
const unknownOperatingSystem = 255;

/**
 * Builds a deterministic ustar archive (POSIX.1-2017 pax, section "ustar Interchange Format"), gzipped unless asked otherwise.
 * The same files and options give the same bytes on one Node version. Throws `DRILL_BAD_TARBALL`.
 */
export function buildTarball(files: readonly TarballFile[], options: TarballOptions = {}): Buffer {
  const { prefix = "package/", mtime = npmMtime, isCompressed = true } = options;
  const blocks = files.flatMap((file) => entryBlocks(toEntry(file, prefix, mtime)));
  const archive = Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]);
  return isCompressed ? gzipDeterministically(archive) : archive;
}

function toEntry(file: TarballFile, prefix: string, mtime: number): Entry {
  const path = prefix + file.path;
  if (path === "" || path.includes("\0")) {
    throw new DrillError("DRILL_BAD_TARBALL", {
      message: `Cannot add ${JSON.stringify(path)} to a tarball as the format has no such path: empty or with a zero byte`,
    });
  }
  const content = typeof file.content === "string" ? Buffer.from(file.content) : file.content;
  return {
    path,
    body: file.link === undefined ? content : Buffer.alloc(0),
    mode: file.mode ?? 0o644,
    mtime,
    typeFlag: typeFlagOf(file),
    linkTarget: file.link?.target ?? "",
  };
}

function typeFlagOf(file: TarballFile): string {
  if (file.link === undefined) return "0";
  return file.link.kind === "hard" ? "1" : "2";
}

function entryBlocks(entry: Entry): readonly Buffer[] {
  const split = splitPath(entry.path);
  const needsPax = split === undefined || Buffer.byteLength(entry.linkTarget) > 100;
  const blocks = [header(entry, split ?? { prefix: "", name: entry.path }), padded(entry.body)];
  return needsPax ? [...paxBlocks(entry), ...blocks] : blocks;
}

/** A pax header carries what the fixed fields cannot hold. */
function paxBlocks(entry: Entry): readonly Buffer[] {
  const body = Buffer.from(paxRecord("path", entry.path) + paxRecord("linkpath", entry.linkTarget));
  const pax: Entry = { ...entry, path: "PaxHeader", body, typeFlag: "x", linkTarget: "" };
  return [header(pax, { prefix: "", name: pax.path }), padded(body)];
}

/** `<length> key=value\n`, where the length counts its own digits. */
function paxRecord(key: string, value: string): string {
  if (value === "") return "";
  const rest = ` ${key}=${value}\n`;
  const restBytes = Buffer.byteLength(rest);
  const guess = restBytes + String(restBytes).length;
  const length = restBytes + String(guess).length;
  return `${length}${rest}`;
}

function splitPath(path: string): { readonly prefix: string; readonly name: string } | undefined {
  if (Buffer.byteLength(path) <= 100) return { prefix: "", name: path };
  const slash = path.indexOf("/", Math.max(0, path.length - 101));
  if (slash <= 0) return undefined;
  const prefix = path.slice(0, slash);
  const name = path.slice(slash + 1);
  const fits = Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(name) <= 100 && name !== "";
  return fits ? { prefix, name } : undefined;
}

function header(entry: Entry, split: { readonly prefix: string; readonly name: string }): Buffer {
  const block = Buffer.alloc(blockBytes);
  block.write(split.name, 0, 100);
  block.write(octal(entry.mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(entry.body.length, 12), 124);
  block.write(octal(entry.mtime, 12), 136);
  block.fill(" ", 148, 156);
  block.write(entry.typeFlag, 156);
  block.write(entry.linkTarget, 157, 100);
  block.write("ustar\u000000", 257);
  block.write(split.prefix, 345, 155);
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${checksum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, "0")}\0`;
}

function padded(body: Buffer): Buffer {
  const rest = body.length % blockBytes;
  return rest === 0 ? body : Buffer.concat([body, Buffer.alloc(blockBytes - rest)]);
}

/** Node writes the operating system into the header; equal archives must have equal hashes everywhere. */
function gzipDeterministically(archive: Buffer): Buffer {
  const zipped = gzipSync(archive, { level: 9 });
  zipped.writeUInt8(unknownOperatingSystem, 9);
  return zipped;
}
