import { createHash } from "node:crypto";

/** One line of the index of npm's cache. Texts are foreign. */
export interface CacacheEntry {
  readonly key: string;
  /** `undefined` for an entry that was removed. */
  readonly integrity: string | undefined;
  /** Milliseconds since the epoch, by the machine's own clock; `undefined` where the line does not tell. */
  readonly time: number | undefined;
}

/** What a file of the index holds. */
export interface CacacheBucket {
  readonly entries: readonly CacacheEntry[];
  /** Lines that are cut or changed: their own hash does not fit. */
  readonly broken: number;
}

const maxLines = 10_000;

/** Reads a file of npm's index (`index-v5`): each line is the SHA-1 of a JSON text, a tab, and that text. Never throws. */
export function parseCacacheBucket(text: string): CacacheBucket {
  const entries: CacacheEntry[] = [];
  let broken = 0;
  for (const line of text.split("\n", maxLines)) {
    if (line === "") continue;
    const entry = tryReadLine(line);
    if (entry === undefined) broken += 1;
    else entries.push(entry);
  }
  return { entries, broken };
}

function tryReadLine(line: string): CacacheEntry | undefined {
  const tab = line.indexOf("\t");
  const json = line.slice(tab + 1);
  if (tab !== 40 || createHash("sha1").update(json).digest("hex") !== line.slice(0, tab)) return undefined;
  const value = tryParse(json);
  const members = new Map<string, unknown>(
    typeof value === "object" && value !== null ? Object.entries(value) : [],
  );
  const [key, integrity, time] = ["key", "integrity", "time"].map((name) => members.get(name));
  if (typeof key !== "string") return undefined;
  return {
    key,
    integrity: typeof integrity === "string" ? integrity : undefined,
    time: typeof time === "number" && time > 0 ? time : undefined,
  };
}

function tryParse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
