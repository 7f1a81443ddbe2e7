import { cutAtNul } from "./tar-header.ts";

/** What an extended header says of the entries after it. Absent members are not stated. */
export interface PaxRecords {
  readonly path?: string;
  readonly linkPath?: string;
  readonly size?: number;
  /** Seconds. */
  readonly modifiedAt?: number;
}

/**
 * Reads the records of an extended header line by line, as node-tar does: a record whose stated length is not its line's
 * is passed over, so that a value with a line feed in it counts for nothing.
 */
export function parsePaxRecords(text: string): { readonly records: PaxRecords; readonly skipped: number } {
  const records: PaxRecords = {};
  let skipped = 0;
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const record = readLine(line);
    if (record === undefined) skipped += 1;
    else Object.assign(records, record);
  }
  return { records, skipped };
}

function readLine(line: string): PaxRecords | undefined {
  const length = Number.parseInt(line, 10);
  if (length !== Buffer.byteLength(line) + 1) return undefined;
  const [key = "", ...rest] = line.slice(String(length).length + 1).split("=");
  const value = cutAtNul(rest.join("="));
  if (key === "path") return { path: value };
  if (key === "linkpath") return { linkPath: value };
  if (key === "mtime") return { modifiedAt: Number(value) };
  if (key !== "size") return {};
  return Number(value) >= 0 ? { size: Number(value) } : {};
}
