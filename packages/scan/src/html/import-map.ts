import type { PageImportMap } from "./page-resources.ts";

/** What an import map leads to (HTML, 8.1.6.2). Texts are foreign. */
export interface ImportMapReading {
  /** Absolute addresses on other hosts, each once. */
  readonly urls: readonly { readonly url: string; readonly line: number }[];
  /** Hashes by address. */
  readonly integrity: ReadonlyMap<string, string>;
}

const maxEntries = 10_000;

/** Reads an import map; one that browsers cannot parse leads nowhere, as they pass over it too. */
export function readImportMap({ text, line }: PageImportMap): ImportMapReading {
  const map = membersOf(tryParse(text));
  const targets = [
    ...membersOf(map.get("imports")).values(),
    ...[...membersOf(map.get("scopes")).values()].flatMap((scope) => [...membersOf(scope).values()]),
  ];
  const urls = new Set<string>();
  for (const target of targets.slice(0, maxEntries)) {
    const url = typeof target === "string" ? tryAbsolute(target) : undefined;
    if (url !== undefined) urls.add(url);
  }
  const integrity = new Map<string, string>();
  for (const [url, hash] of [...membersOf(map.get("integrity"))].slice(0, maxEntries)) {
    const absolute = tryAbsolute(url);
    if (absolute !== undefined && typeof hash === "string") integrity.set(absolute, hash);
  }
  return { urls: [...urls].map((url) => ({ url, line: lineOf(text, url, line) })), integrity };
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Browsers report such a map to their console and go on without it.
    return undefined;
  }
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return new Map();
  return new Map<string, unknown>(Object.entries(value));
}

function tryAbsolute(url: string): string | undefined {
  const whole = url.startsWith("//") ? `https:${url}` : url;
  // An address that ends in a slash stands for everything below it, of which no hash can be told.
  return /^https?:\/\//i.test(whole) && URL.canParse(whole) ? new URL(whole).href : undefined;
}

/** The line of the address within the map; the map's own where it is written otherwise. */
function lineOf(text: string, url: string, first: number): number {
  const at = text.indexOf(url);
  if (at < 0 || at > 1_000_000) return first;
  return first + (text.slice(0, at).match(/\n/g)?.length ?? 0);
}
