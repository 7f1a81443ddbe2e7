import { tryParseIntegrity } from "@lockkeeper/core";

import { findingOfFile, quote } from "../make-finding.ts";
import type { FindingDetails } from "../make-finding.ts";
import type { ScanFinding, ScanSeverity } from "../scan-finding.ts";
import { isLasting, readLibraryVersion, tryParseCdnUrl } from "./cdn-url.ts";
import type { CdnReference } from "./cdn-url.ts";
import { readImportMap } from "./import-map.ts";
import { hasExpression, readPage } from "./page-resources.ts";
import type { PageResource } from "./page-resources.ts";

/** An address that a page loads, with what is known of its hash. */
type Loaded = Pick<PageResource, "url" | "line"> & {
  readonly kind: PageResource["kind"] | "import";
  readonly integrity: string | undefined;
};

const pages =
  /\.(?:html?|xhtml|ejs|hbs|handlebars|mustache|njk|nunjucks|twig|liquid|jinja2?|j2|php|phtml|erb|eex|heex|cshtml|jsp|aspx|vue|svelte|astro|tmpl|gohtml)$/i;

/** Components that frame a whole page, as the frameworks name them; the others of a project are too many to read. */
const frames = /(?:^|\/)(?:_?document|_app|layout|root|head|html)\.[jt]sx$/i;

/** Whether a file is a page or a template of one, by its name. */
export function isPageName(name: string): boolean {
  return pages.test(name) || frames.test(name);
}

/** Most pages load nothing from elsewhere, which a look at the text tells. */
export function mayLoad(text: string): boolean {
  return text.includes("//") && /<(?:script|link|base)\b/i.test(text);
}

/**
 * What a page or template has against it: scripts and styles of other hosts without a hash, with one that browsers pass
 * over, of no fixed version, or over a connection that anyone may change. `path` is told as the place. Never throws.
 */
export function scanPage(text: string, path: string): readonly ScanFinding[] {
  if (!mayLoad(text)) return [];
  const { resources, importMaps, imports: own } = readPage(text);
  const maps = importMaps.map(readImportMap);
  const mapped = new Map(maps.flatMap(({ integrity }) => [...integrity]));
  const imports = [...maps.flatMap(({ urls }) => urls), ...own].map(({ url, line }): Loaded => ({
    url,
    line,
    kind: "import",
    integrity: mapped.get(url),
  }));
  const loaded = resources.map((resource): Loaded => ({
    ...resource,
    integrity: resource.integrity ?? mapped.get(resource.url),
  }));
  return [
    ...[...loaded, ...imports].flatMap((each) => examine(each, path)),
    ...resources.filter(isRefused).map((each) => refusedFinding(each, path)),
  ];
}

function examine(loaded: Loaded, path: string): readonly ScanFinding[] {
  const { url, integrity } = loaded;
  const reference = tryParseCdnUrl(url);
  const tell = (details: FindingDetails): ScanFinding =>
    findingOfFile(
      { file: path, line: loaded.line, name: reference?.name, version: reference?.version },
      details,
    );
  const insecure = isInsecure(url) ? [tell(insecureDetails(loaded))] : [];
  const moving = isMoving(url, reference);
  if (moving) return [...insecure, tell(movingDetails(loaded, reference))];
  // It stands for everything below it, of which no hash can be told.
  if (loaded.kind === "import" && url.endsWith("/")) return insecure;
  if (integrity !== undefined && (hasExpression(integrity) || tryParseStrong(integrity))) return insecure;
  return [...insecure, tell(hashDetails(loaded))];
}

/** Browsers know SHA-256 and up; a value without one of them is as good as none (Subresource Integrity, 3.3.3). */
function tryParseStrong(integrity: string): boolean {
  return tryParseIntegrity(integrity)?.some(({ algorithm }) => algorithm !== "sha1") === true;
}

function isInsecure(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  const isHere = hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
  return protocol === "http:" && !isHere;
}

function isMoving(url: string, reference: CdnReference | undefined): boolean {
  if (reference !== undefined) return reference.version === undefined;
  return readLibraryVersion(url) === "moving";
}

const nouns: Readonly<Record<Loaded["kind"], string>> = {
  script: "script",
  style: "style sheet",
  module: "module",
  import: "imported module",
};

/** What a style sheet may do is less than what a script may. */
function severityOf({ kind }: Loaded, script: ScanSeverity, style: ScanSeverity): ScanSeverity {
  return kind === "style" ? style : script;
}

function insecureDetails(loaded: Loaded): FindingDetails {
  return {
    id: "page-insecure-url",
    severity: severityOf(loaded, "high", "moderate"),
    message: `the ${nouns[loaded.kind]} ${quote(loaded.url)} is loaded over http: whoever sits on the way can exchange it`,
    fix: { message: "write https", version: undefined, command: undefined },
  };
}

function movingDetails(loaded: Loaded, reference: CdnReference | undefined): FindingDetails {
  const selector = reference?.selector;
  const what = selector === undefined ? "no version" : `${quote(selector, 40)}, which moves`;
  const isNewest = reference !== undefined && (selector === undefined || /^[a-z]/i.test(selector));
  return {
    id: "page-unpinned-version",
    // The newest release of the day runs in every visitor's browser.
    severity: isNewest ? severityOf(loaded, "high", "moderate") : severityOf(loaded, "moderate", "low"),
    message: `the ${nouns[loaded.kind]} ${quote(loaded.url)} names ${reference === undefined ? "a version that moves" : what}: browsers take whatever was published last`,
    fix: {
      message: "name an exact version, then its hash in integrity",
      version: undefined,
      command: undefined,
    },
  };
}

function hashDetails(loaded: Loaded): FindingDetails {
  const { integrity, kind, url } = loaded;
  const isWrong = integrity !== undefined && integrity.trim() !== "";
  const fault = isWrong
    ? `has an integrity that browsers pass over: ${quote(integrity, 60)}`
    : "has no integrity: its host can exchange it at any time";
  return {
    id: isWrong ? "page-integrity-unusable" : "page-without-integrity",
    severity: isWrong ? severityOf(loaded, "high", "moderate") : severityOf(loaded, "moderate", "low"),
    message: `the ${nouns[kind]} ${quote(url)} ${fault}`,
    fix: {
      message: isLasting(url)
        ? "write the hash of its bytes into integrity, or serve the file from the project itself"
        : "its host changes it at will, so that a hash would break the page: serve the file, or a fixed version, from the project itself",
      version: undefined,
      command: undefined,
    },
  };
}

/** With a hash but without CORS a browser cannot check, and refuses (Subresource Integrity, 3.3.4). */
function isRefused({ integrity, hasCrossOrigin }: PageResource): boolean {
  return integrity !== undefined && tryParseStrong(integrity) && !hasCrossOrigin;
}

function refusedFinding({ url, line, kind }: PageResource, path: string): ScanFinding {
  return findingOfFile(
    { file: path, line },
    {
      id: "page-without-crossorigin",
      severity: "low",
      message: `the ${nouns[kind]} ${quote(url)} has integrity without crossorigin: browsers refuse it, as they cannot check it`,
      fix: { message: 'write crossorigin="anonymous"', version: undefined, command: undefined },
    },
  );
}
