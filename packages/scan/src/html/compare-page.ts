import { findingOfFile, quote } from "../make-finding.ts";
import type { ScanFinding } from "../scan-finding.ts";
import { isLasting, tryParseCdnUrl } from "./cdn-url.ts";
import { readImportMap } from "./import-map.ts";
import { isChecked, isSatisfied } from "./page-integrity.ts";
import { hasExpression, readPage } from "./page-resources.ts";
import type { PageResource } from "./page-resources.ts";

/** Gets the bytes that a page loads: its caller has the network, its bounds and its time limits. */
export interface PageFetcher {
  /** The bytes at an address; `undefined` where they cannot be had. */
  fetchResource(url: string): Promise<Uint8Array | undefined>;
  /**
   * A file of a package from the registry's own tarball, whose hash was checked; `undefined` where the package or the file
   * cannot be had.
   */
  fetchPackageFile(name: string, version: string, path: string): Promise<Uint8Array | undefined>;
}

/** How many addresses of one page are asked for; a page with more was made to have them asked for. */
const maxAddresses = 300;

/** What was found by looking at the bytes that a page loads. */
export interface PageComparison {
  /** Bytes that are not what the page or the registry says. */
  readonly findings: readonly ScanFinding[];
  /** Addresses whose bytes could not be had. */
  readonly left: readonly string[];
}

/**
 * Looks at the bytes that a page loads, and compares them with the hash that the page has and with the tarball that the
 * network claims to serve.
 */
export async function comparePage(text: string, path: string, fetcher: PageFetcher): Promise<PageComparison> {
  const findings: ScanFinding[] = [];
  const left = new Set<string>();
  const seen = new Set<string>();
  for (const loaded of listLoaded(text).filter(isComparable)) {
    const { url } = loaded;
    if (seen.has(url)) continue;
    seen.add(url);
    const bytes = seen.size > maxAddresses ? undefined : await fetcher.fetchResource(url);
    if (bytes === undefined) left.add(url);
    else findings.push(...(await compare(loaded, { bytes, path, fetcher })));
  }
  return { findings, left: [...left] };
}

type Loaded = Pick<PageResource, "url" | "line" | "integrity">;

function listLoaded(text: string): readonly Loaded[] {
  const { resources, imports, importMaps } = readPage(text);
  const maps = importMaps.map(readImportMap);
  const mapped = new Map(maps.flatMap(({ integrity }) => [...integrity]));
  return [...resources, ...imports, ...maps.flatMap(({ urls }) => urls)].map((each) => ({
    url: each.url,
    line: each.line,
    integrity: ("integrity" in each ? each.integrity : undefined) ?? mapped.get(each.url),
  }));
}

/** What moves is another file tomorrow; with a hash it can be compared all the same; a template's value is not ours. */
function isComparable({ url, integrity }: Loaded): boolean {
  if (url.endsWith("/") || (integrity !== undefined && hasExpression(integrity))) return false;
  return isLasting(url) || (integrity !== undefined && isChecked(integrity));
}

interface Compared {
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly fetcher: PageFetcher;
}

async function compare(loaded: Loaded, { bytes, path, fetcher }: Compared): Promise<readonly ScanFinding[]> {
  const { url, line, integrity } = loaded;
  const reference = tryParseCdnUrl(url);
  const place = { file: path, line, name: reference?.name, version: reference?.version };
  if (integrity !== undefined && !isSatisfied(integrity, bytes)) {
    return [
      findingOfFile(place, {
        id: "page-bytes-differ",
        severity: "high",
        message: `${quote(url)} serves other bytes than the page's integrity says`,
        fix: {
          message: "find out which of the two was changed before writing another hash",
          version: undefined,
          command: undefined,
        },
      }),
    ];
  }
  if (reference?.version === undefined || reference.path === undefined) return [];
  const original = await fetcher.fetchPackageFile(reference.name, reference.version, reference.path);
  if (original === undefined || Buffer.compare(original, bytes) === 0) return [];
  return [
    findingOfFile(place, {
      id: "page-tarball-differs",
      severity: "critical",
      message: `${quote(url)} serves other bytes than the package's tarball has in ${quote(reference.path)}`,
      fix: {
        message: "do not load it from there: serve the package's own file",
        version: undefined,
        command: undefined,
      },
    }),
  ];
}
