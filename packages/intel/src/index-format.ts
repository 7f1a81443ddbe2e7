import { createHash } from "node:crypto";
import { asArray, asRecord, asText, type JsonRecord } from "./json-value.ts";

/*
 * An index file, integers little-endian:
 *   0   8 bytes   magic
 *   8   u32       format version
 *   12  u32       length of the description
 *   16  32 bytes  SHA-256 of bytes 0 to 15 and of everything after the hash
 *   48            description, JSON
 *       u32 each  where each name's entry starts among the entries, then where the last one ends
 *                 entries, sorted by the bytes of the name: name, number of advisories, advisories
 */

/** The first bytes of every index file. */
export const magic: Buffer = Buffer.from("LKINTEL\n", "latin1");
/** The version of the layout that this program reads and writes. */
export const formatVersion = 1;
/** Bytes before the description. */
export const headerBytes = 48;
const hashOffset = 16;

/** What an index says about itself. */
export interface IndexDescription {
  /** Milliseconds since the epoch. */
  readonly builtAt: number;
  readonly recordCount: number;
  readonly nameCount: number;
  readonly entryBytes: number;
  readonly sources: readonly { readonly name: string; readonly records: number }[];
  readonly reporters: readonly string[];
}

/** Joins the parts of an index file and seals them with their hash. */
export function sealIndex(description: IndexDescription, offsets: Uint8Array, entries: Uint8Array): Buffer {
  const text = Buffer.from(JSON.stringify(description), "utf8");
  const header = Buffer.alloc(headerBytes);
  magic.copy(header);
  header.writeUInt32LE(formatVersion, 8);
  header.writeUInt32LE(text.length, 12);
  const file = Buffer.concat([header, text, offsets, entries]);
  hashIndex(file).copy(file, hashOffset);
  return file;
}

/** The hash that a file claims. */
export function claimedHash(file: Buffer): Buffer {
  return file.subarray(hashOffset, headerBytes);
}

/** The hash of a file's bytes without the hash itself. */
export function hashIndex(file: Buffer): Buffer {
  return createHash("sha256")
    .update(file.subarray(0, hashOffset))
    .update(file.subarray(headerBytes))
    .digest();
}

/** Reads a description, or answers `undefined`. */
export function tryParseDescription(text: string): IndexDescription | undefined {
  const root = asRecord(tryParseJson(text));
  const sources = asArray(root?.["sources"])?.map(tryParseSource);
  const reporters = asArray(root?.["reporters"])?.map(asText);
  const counts = tryParseCounts(root);
  if (counts === undefined || sources === undefined || reporters === undefined) return undefined;
  if (!isComplete(sources) || !isComplete(reporters)) return undefined;
  return { ...counts, sources, reporters };
}

function tryParseCounts(
  root: JsonRecord | undefined,
): Omit<IndexDescription, "sources" | "reporters"> | undefined {
  const builtAt = asCount(root?.["builtAt"]);
  const recordCount = asCount(root?.["recordCount"]);
  const nameCount = asCount(root?.["nameCount"]);
  const entryBytes = asCount(root?.["entryBytes"]);
  if (builtAt === undefined || recordCount === undefined) return undefined;
  if (nameCount === undefined || entryBytes === undefined) return undefined;
  return { builtAt, recordCount, nameCount, entryBytes };
}

function tryParseSource(value: unknown): IndexDescription["sources"][number] | undefined {
  const source = asRecord(value);
  const name = asText(source?.["name"]);
  const records = asCount(source?.["records"]);
  return name === undefined || records === undefined ? undefined : { name, records };
}

function isComplete<Item>(items: readonly (Item | undefined)[]): items is readonly Item[] {
  return !items.includes(undefined);
}

function asCount(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller reports a description that is no JSON like one with fields missing.
    return undefined;
  }
}
