import type { AnomalyList } from "./anomaly-list.ts";
import type { ArchiveLimits } from "./archive.ts";
import type { StatedFile } from "./extracted-files.ts";
import { mergePaxRecords, parsePaxRecords } from "./pax-records.ts";
import type { PaxRecords } from "./pax-records.ts";
import { blockBytes, cutAtNul, fileSystemTypes, readTarBlock } from "./tar-header.ts";
import type { TarHeader } from "./tar-header.ts";

/** What a walk sees besides the files that it yields. */
export interface WalkSummary {
  /** Whether any entry was read, of whatever type: otherwise it is no archive. */
  hasEntries: boolean;
  isPartial: boolean;
}

/** A regular file with its time in seconds. */
export interface WalkedFile extends StatedFile {
  readonly modifiedAt: number | undefined;
}

/** node-tar passes over longer extended headers. */
const metaMaxBytes = 1024 * 1024;

const noFields: ReadonlySet<string> = new Set();
const metaTypes: ReadonlySet<string> = new Set(["x", "X", "g", "L", "N", "K"]);

/**
 * Walks the blocks of a tar archive in the way of node-tar, which npm extracts with, and takes note of everything that
 * another reader may see otherwise. Yields regular files alone, as npm does; links and devices are anomalies.
 */
export class TarWalk {
  readonly #tar: Buffer;
  readonly #limits: ArchiveLimits;
  readonly #anomalies: AnomalyList;
  readonly summary: WalkSummary = { hasEntries: false, isPartial: false };
  #at = 0;
  #entryCount = 0;
  #zeroBlocks = 0;
  #local: PaxRecords | undefined;
  #global: PaxRecords | undefined;

  constructor(tar: Buffer, limits: ArchiveLimits, anomalies: AnomalyList) {
    this.#tar = tar;
    this.#limits = limits;
    this.#anomalies = anomalies;
  }

  *files(): Generator<WalkedFile> {
    while (this.#at + blockBytes <= this.#tar.length && this.#zeroBlocks < 2) {
      const block = readTarBlock(this.#tar, this.#at, this.#statedFields());
      this.#at += blockBytes;
      if (block.kind === "zero") this.#zeroBlocks += 1;
      else if (block.kind === "unreadable") this.#anomalies.add("bad-number", undefined, block.detail);
      else {
        const file = this.#readEntry(block.header);
        if (file !== undefined) yield file;
        if (this.#isOverLimit()) return;
      }
    }
    this.#checkEnd();
  }

  #statedFields(): ReadonlySet<string> {
    if (this.#local === undefined && this.#global === undefined) return noFields;
    return new Set([...(this.#local?.fields ?? []), ...(this.#global?.fields ?? [])]);
  }

  #isOverLimit(): boolean {
    if (this.#entryCount <= this.#limits.entryMaxCount) return false;
    this.#anomalies.add("over-limit", undefined, `more than ${String(this.#limits.entryMaxCount)} entries`);
    this.summary.isPartial = true;
    return true;
  }

  #checkEnd(): void {
    if (this.#zeroBlocks === 0) {
      const rest = this.#tar.length - this.#at;
      if (rest > 0)
        this.#anomalies.add("truncated", undefined, `${String(rest)} bytes that are no block at the end`);
      return;
    }
    const after = this.#tar.subarray(Math.min(this.#at, this.#tar.length));
    if (!isZero(after))
      this.#anomalies.add(
        "trailing-bytes",
        undefined,
        `${String(after.length)} bytes after the end of the tar`,
      );
  }

  #readEntry(header: TarHeader): WalkedFile | undefined {
    if (this.#zeroBlocks > 0)
      this.#anomalies.add("trailing-bytes", header.path, "an entry after a block of zeros");
    this.#zeroBlocks = 0;
    if (!this.#isAccepted(header)) return undefined;
    this.#entryCount += 1;
    this.summary.hasEntries = true;
    if (header.oddNumbers.length > 0) {
      this.#anomalies.add(
        "bad-number",
        header.path,
        `its ${header.oddNumbers.join(", ")} can be read in two ways`,
      );
    }
    if (!metaTypes.has(header.type)) return this.#readBody(header);
    this.#readMeta(header);
    return undefined;
  }

  /** What is not accepted is passed over by its header's block alone, so that its body is read as headers. */
  #isAccepted({ isChecksumValid, path, name, type, linkPath }: TarHeader): boolean {
    if (!isChecksumValid) {
      this.#anomalies.add("bad-checksum", path, "a header does not match its checksum; npm passes it over");
      return false;
    }
    const longPath = fileSystemTypes.has(type) ? this.#local?.path : undefined;
    // node-tar puts the prefix before a long name too, for this question alone.
    if (longPath === undefined ? path === "" : longPath === "" && path === name) {
      this.#anomalies.add("odd-name", path, "an entry without a name");
      return false;
    }
    const linkProblem = linkProblemOf(type, linkPath);
    if (linkProblem !== undefined) this.#anomalies.add("link", path, linkProblem);
    return linkProblem === undefined;
  }

  #readMeta(header: TarHeader): void {
    const size = header.size ?? 0;
    const body = this.#takeBody(size);
    // node-tar tells by the size that records already pending state, though they are about files.
    const judgedSize = this.#global?.size ?? this.#local?.size ?? size;
    if (judgedSize > metaMaxBytes) {
      this.#anomalies.add("over-limit", header.path, "an extended header over 1 MB");
      return;
    }
    if (judgedSize <= 0) {
      this.#at -= paddedSize(size);
      return;
    }
    const text = body.toString("utf8");
    if (header.type === "K") this.#local = { ...this.#local, linkPath: cutAtNul(text) };
    else if (header.type === "L" || header.type === "N")
      this.#local = { ...this.#local, path: cutAtNul(text) };
    else this.#readRecords(header, text);
  }

  #readRecords({ type, path }: TarHeader, text: string): void {
    const { records, skipped } = parsePaxRecords(text);
    if (skipped > 0 && text !== "") {
      this.#anomalies.add("pax-override", path, `${String(skipped)} records whose length is not theirs`);
    }
    if (type !== "g") {
      this.#local = mergePaxRecords(this.#local, records);
      return;
    }
    this.#global = mergePaxRecords(this.#global, records);
    if (records.path !== undefined || records.linkPath !== undefined || records.size !== undefined) {
      this.#anomalies.add("pax-override", path, "a global header states a path, a link or a size");
    }
  }

  #readBody(header: TarHeader): WalkedFile | undefined {
    const local = this.#local ?? {};
    this.#local = undefined;
    if (fileSystemTypes.has(header.type)) this.#noteOverrides(header, local);
    const { path, size, isFolder, linkPath, modifiedAt } = applyRecords(header, local, this.#global ?? {});
    const bytes = this.#takeBody(size, path);
    if (isFolder) return undefined;
    if (isFile(header.type)) return { path, linkPath, bytes, mode: header.mode ?? 0o644, modifiedAt };
    this.#noteSpecial(header, path);
    return undefined;
  }

  #noteSpecial({ type, linkPath }: TarHeader, path: string): void {
    if (type === "1" || type === "2") this.#anomalies.add("link", path, `to ${linkPath.slice(0, 200)}`);
    else this.#anomalies.add("device", path, `of type "${type}"`);
  }

  #noteOverrides(header: TarHeader, { path, size, linkPath }: PaxRecords): void {
    if (size !== undefined && size !== header.size) {
      this.#anomalies.add(
        "pax-override",
        header.path,
        `its size is ${String(header.size)} and ${String(size)}`,
      );
    }
    if (linkPath !== undefined && isFile(header.type)) {
      this.#anomalies.add("pax-override", header.path, "a file with a link's target");
    }
    if (path === undefined || isShortened(header, path)) return;
    this.#anomalies.add("pax-override", header.path, `its other name is "${path.slice(0, 200)}"`);
  }

  #takeBody(stated: number, path?: string): Buffer {
    const size = Math.floor(Math.min(stated, Number.MAX_SAFE_INTEGER));
    const end = this.#at + size;
    const body = this.#tar.subarray(this.#at, Math.min(end, this.#tar.length));
    if (end > this.#tar.length) {
      this.#anomalies.add("truncated", path, `${String(end - this.#tar.length)} bytes are missing`);
      this.summary.isPartial = true;
    }
    this.#at += paddedSize(stated);
    return body;
  }
}

/** Links need a target, and nothing else may have one; extended headers may have anything there. */
function linkProblemOf(type: string, linkPath: string): string | undefined {
  const isLink = type === "1" || type === "2";
  if (isLink && linkPath === "") return "a link to nothing";
  return isLink || type === "x" || type === "g" || linkPath === ""
    ? undefined
    : "a file with a link's target";
}

function paddedSize(size: number): number {
  return Math.ceil(Math.min(size, Number.MAX_SAFE_INTEGER - blockBytes) / blockBytes) * blockBytes;
}

function isFile(type: string): boolean {
  return type === "0" || type === "" || type === "7";
}

/** What an entry is with the records that go before it. */
interface EffectiveEntry {
  readonly path: string;
  readonly size: number;
  readonly isFolder: boolean;
  readonly linkPath: string | undefined;
  readonly modifiedAt: number | undefined;
}

/** Old archives mark folders by a slash at the end of the name; folders have no body, whatever they state. */
function applyRecords(header: TarHeader, local: PaxRecords, shared: PaxRecords): EffectiveEntry {
  const { type } = header;
  const size = fileSystemTypes.has(type) ? (local.size ?? shared.size ?? header.size) : header.size;
  const isBodiless = type === "5" || isFolderByName(header, local);
  return {
    path: local.path ?? header.path,
    size: isBodiless ? 0 : (size ?? 0),
    isFolder: isBodiless || type === "D",
    linkPath: shared.linkPath ?? local.linkPath,
    modifiedAt: local.modifiedAt ?? shared.modifiedAt ?? header.modifiedAt,
  };
}

function isFolderByName({ type, name }: TarHeader, local: PaxRecords): boolean {
  return (type === "0" || type === "") && (local.path ?? name).endsWith("/");
}

/** Whether the header's own name is what a writer leaves of a long name, or of one that is not ASCII. */
function isShortened({ path, name }: TarHeader, whole: string): boolean {
  if (path === whole || whole.startsWith(path) || whole.endsWith(name)) return true;
  return Buffer.byteLength(name) >= 98 || isReplacedText(name) || isReplacedText(whole);
}

function isReplacedText(text: string): boolean {
  return /[^ -~]/.test(text);
}

function isZero(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] !== 0) return false;
  }
  return true;
}
