import { InvalidArgumentError } from "commander";

const form = /^(\d{1,9}(?:\.\d{1,3})?) ?(kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$/;
const factors: ReadonlyMap<string, number> = new Map([
  ["kB", 1e3],
  ["KB", 1e3],
  ["MB", 1e6],
  ["GB", 1e9],
  ["TB", 1e12],
  ["KiB", 2 ** 10],
  ["MiB", 2 ** 20],
  ["GiB", 2 ** 30],
  ["TiB", 2 ** 40],
]);

/** Parses a size such as `20GB` to bytes, or answers `undefined`. A unit is needed; decimals have up to three places. */
export function tryParseByteSize(text: string): number | undefined {
  const match = form.exec(text.trim());
  const factor = factors.get(match?.[2] ?? "");
  if (match === null || factor === undefined) return undefined;
  const bytes = Math.round(Number(match[1]) * factor);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** A parser for a flag with a size between two bounds. It throws commander's own error, which becomes a usage error. */
export function byteSizeBetween(least: string, most: string): (text: string) => number {
  const [min = 0, max = 0] = [tryParseByteSize(least), tryParseByteSize(most)];
  return (text) => {
    const bytes = tryParseByteSize(text);
    if (bytes !== undefined && bytes >= min && bytes <= max) return bytes;
    throw new InvalidArgumentError(`It must be a size from ${least} to ${most}, such as 20GB or 500MB.`);
  };
}

/** A size for people: `20 GB`, `1.5 MB`, `12 kB`. */
export function renderByteSize(bytes: number): string {
  for (const [unit, factor] of [
    ["TB", 1e12],
    ["GB", 1e9],
    ["MB", 1e6],
  ] as const) {
    if (bytes >= factor) return `${(bytes / factor).toFixed(1).replace(/\.0$/, "")} ${unit}`;
  }
  return `${Math.ceil(bytes / 1000)} kB`;
}
