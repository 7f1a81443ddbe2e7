import { createHash } from "node:crypto";

import { findingOfFile, quote } from "../make-finding.ts";
import type { ScanFinding } from "../scan-finding.ts";
import { isLasting, tryParseCdnUrl } from "./cdn-url.ts";
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

/** A page with what was found by looking at the bytes. */
export interface PageRepair {
  /** The page with hashes; the same text where nothing was to repair. */
  readonly text: string;
  /** Bytes that are not what the page or the registry says. */
  readonly findings: readonly ScanFinding[];
  /** Addresses that got a hash. */
  readonly repaired: readonly string[];
  /** Addresses that got none, since their bytes could not be had or are not to be trusted. */
  readonly left: readonly string[];
}

/**
 * Looks at the bytes that a page loads, compares them with the hash that the page has and with the tarball that the network
 * claims to serve, and writes hashes where they are missing. Nothing but attributes of the tags in question changes; what
 * differs from its tarball gets no hash.
 */
export async function repairPage(text: string, path: string, fetcher: PageFetcher): Promise<PageRepair> {
  const hashes = new Map<string, string>();
  const findings: ScanFinding[] = [];
  const left = new Set<string>();
  for (const resource of readPage(text).resources.filter(isRepairable)) {
    const { url } = resource;
    if (hashes.has(url) || left.has(url)) continue;
    const isOver = hashes.size + left.size >= maxAddresses;
    const bytes = isOver ? undefined : await fetcher.fetchResource(url);
    const faults = bytes === undefined ? [] : await compare(resource, { bytes, path, fetcher });
    findings.push(...faults);
    if (bytes === undefined || faults.length > 0) left.add(url);
    else hashes.set(url, `sha384-${createHash("sha384").update(bytes).digest("base64")}`);
  }
  const repaired = writeIntegrity(text, hashes);
  return { ...repaired, findings, left: [...left] };
}

/** What moves would not have the same hash tomorrow; with one already it can be compared; a template's value is not ours. */
function isRepairable({ url, integrity }: PageResource): boolean {
  if (integrity !== undefined && hasExpression(integrity)) return false;
  return isLasting(url) || (integrity !== undefined && isChecked(integrity));
}

/** Whether browsers check it. */
function isChecked(integrity: string): boolean {
  return strengths.some((each) => integrity.includes(`${each}-`));
}

interface Compared {
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly fetcher: PageFetcher;
}

async function compare(
  resource: PageResource,
  { bytes, path, fetcher }: Compared,
): Promise<readonly ScanFinding[]> {
  const { url, line, integrity } = resource;
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

const strengths = ["sha512", "sha384", "sha256"] as const;

/** As browsers check: the strongest algorithm counts, any of its hashes will do, and what they do not know fits everything. */
function isSatisfied(integrity: string, bytes: Uint8Array): boolean {
  const tokens = integrity.trim().split(/\s+/);
  for (const algorithm of strengths) {
    const wanted = tokens.filter((token) => token.startsWith(`${algorithm}-`));
    if (wanted.length === 0) continue;
    const actual = createHash(algorithm).update(bytes).digest("base64");
    return wanted.some((token) => token.slice(algorithm.length + 1).split("?", 1)[0] === actual);
  }
  return true;
}

/** Writes hashes into a page by address. Changes the attributes of integrity and CORS alone, and no other byte. */
export function writeIntegrity(
  text: string,
  hashes: ReadonlyMap<string, string>,
): { readonly text: string; readonly repaired: readonly string[] } {
  let written = "";
  let offset = 0;
  const repaired = new Set<string>();
  for (const resource of readPage(text).resources) {
    const hash = hashes.get(resource.url);
    const edit = hash === undefined ? undefined : editOf(resource, hash);
    if (edit === undefined || edit.start < offset) continue;
    written += text.slice(offset, edit.start) + edit.text;
    offset = edit.end;
    repaired.add(resource.url);
  }
  return { text: written + text.slice(offset), repaired: [...repaired] };
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function editOf(resource: PageResource, hash: string): Edit | undefined {
  const { integrity, integritySpan, urlSpan, hasCrossOrigin } = resource;
  const cors = hasCrossOrigin ? "" : ' crossorigin="anonymous"';
  const isKept = integrity !== undefined && isChecked(integrity);
  // A hash that browsers check was compared with the bytes; a person chose its algorithm.
  if (isKept)
    return cors === "" || integritySpan === undefined ? undefined : insertion(integritySpan.end, cors);
  if (integritySpan !== undefined) return { ...integritySpan, text: `integrity="${hash}"${cors}` };
  return insertion(urlSpan.end, ` integrity="${hash}"${cors}`);
}

function insertion(at: number, text: string): Edit {
  return { start: at, end: at, text };
}
