import { parseTarballPath } from "../tarball-path.ts";

/** A tarball that npm's cache knows. Texts are foreign. */
export interface CachedTarball {
  readonly name: string;
  readonly version: string;
  readonly integrity: string | undefined;
  /** When npm stored it, in milliseconds since the epoch. */
  readonly at: number | undefined;
}

const keyStart = "make-fetch-happen:request-cache:";
const maxEntries = 10_000;

/**
 * Reads an index file of npm's cache (cacache, index v5): a line for each entry, a hash, a tab and JSON. Lines that are
 * none are passed over: a crash leaves some.
 */
export function parseCacheIndex(text: string): readonly CachedTarball[] {
  return text
    .split("\n")
    .slice(0, maxEntries)
    .flatMap((line) => toTarball(line) ?? []);
}

function toTarball(line: string): CachedTarball | undefined {
  const tab = line.indexOf("\t");
  if (tab < 0 || !line.includes(".tgz")) return undefined;
  const entry = tryParseEntry(line.slice(tab + 1));
  const key = entry?.get("key");
  if (entry === undefined || typeof key !== "string" || !key.startsWith(keyStart)) return undefined;
  const found = parseTarballPath(key.slice(keyStart.length));
  if (found === undefined) return undefined;
  const [integrity, time] = [entry.get("integrity"), entry.get("time")];
  return {
    ...found,
    integrity: typeof integrity === "string" ? integrity : undefined,
    at: typeof time === "number" && Number.isFinite(time) ? time : undefined,
  };
}

function tryParseEntry(json: string): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? new Map(Object.entries(value)) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
