import { cutAtNul } from "./tar-header.ts";

/** What an extended header says of the entries after it. Absent members are not stated. */
export interface PaxRecords {
  readonly path?: string;
  readonly linkPath?: string;
  readonly size?: number;
  /** Seconds. */
  readonly modifiedAt?: number;
  /** Names of number fields that are stated, whatever they are. */
  readonly fields?: readonly string[];
}

/**
 * Reads the records of an extended header line by line, as node-tar does: a record whose stated length is not its line's
 * is passed over, so that a value with a line feed in it counts for nothing.
 */
export function parsePaxRecords(text: string): { readonly records: PaxRecords; readonly skipped: number } {
  const records: PaxRecords = {};
  const fields: string[] = [];
  let skipped = 0;
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const record = readLine(line);
    if (record === undefined) skipped += 1;
    else if (record.field !== undefined) fields.push(record.field);
    Object.assign(records, record?.value);
  }
  return { records: { ...records, fields }, skipped };
}

/** Later records win over earlier ones. */
export function mergePaxRecords(before: PaxRecords | undefined, after: PaxRecords): PaxRecords {
  return {
    ...before,
    ...after,
    fields: [...(before?.fields ?? []), ...(after.fields ?? [])].slice(0, fieldMax),
  };
}

const fieldMax = 100;
const numberFields: ReadonlySet<string> = new Set(["uid", "gid", "atime", "ctime", "mtime"]);

interface PaxRecord {
  readonly field?: string;
  readonly value?: PaxRecords;
}

function readLine(line: string): PaxRecord | undefined {
  const length = Number.parseInt(line, 10);
  if (length !== Buffer.byteLength(line) + 1) return undefined;
  const [key = "", ...rest] = line.slice(String(length).length + 1).split("=");
  const value = cutAtNul(rest.join("="));
  if (key === "path") return { value: { path: value } };
  if (key === "linkpath") return { value: { linkPath: value } };
  if (key === "mtime") return { field: key, value: { modifiedAt: Number(value) } };
  if (numberFields.has(key)) return { field: key };
  if (key !== "size" || !(Number(value) >= 0)) return {};
  return { field: key, value: { size: Number(value) } };
}
