import type { PageImportMap } from "./page-resources.ts";

/** What an import map leads to (HTML, 8.1.6.2). Texts are foreign. */
export interface ImportMapReading {
  /** Absolute addresses on other hosts, each once. */
  readonly urls: readonly ImportTarget[];
  /** Hashes by address. */
  readonly integrity: ReadonlyMap<string, string>;
}

/** An address that an import map leads to. */
export interface ImportTarget {
  readonly url: string;
  readonly line: number;
  /** As the map has it. */
  readonly written: string;
}

const maxEntries = 10_000;

/** Reads an import map; one that browsers cannot parse leads nowhere, as they pass over it too. */
export function readImportMap({ text, line }: Pick<PageImportMap, "text" | "line">): ImportMapReading {
  const map = membersOf(tryParse(text));
  const targets = [
    ...membersOf(map.get("imports")).values(),
    ...[...membersOf(map.get("scopes")).values()].flatMap((scope) => [...membersOf(scope).values()]),
  ];
  const urls = new Map<string, ImportTarget>();
  for (const written of targets.slice(0, maxEntries)) {
    const url = typeof written === "string" ? tryAbsolute(written) : undefined;
    if (typeof written !== "string" || url === undefined || urls.has(url)) continue;
    urls.set(url, { url, line: lineOf(text, url, line), written });
  }
  const integrity = new Map<string, string>();
  for (const [url, hash] of [...membersOf(map.get("integrity"))].slice(0, maxEntries)) {
    const absolute = tryAbsolute(url);
    if (absolute !== undefined && typeof hash === "string") integrity.set(absolute, hash);
  }
  return { urls: [...urls.values()], integrity };
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
  return /^https?:\/\//i.test(whole) && URL.canParse(whole) ? new URL(whole).href : undefined;
}

/** The line of the address within the map; the map's own where it is written otherwise. */
function lineOf(text: string, url: string, first: number): number {
  const at = text.indexOf(url);
  if (at < 0 || at > 1_000_000) return first;
  return first + (text.slice(0, at).match(/\n/g)?.length ?? 0);
}
