import { setJsonMember } from "../repair/edit-json.ts";
import { quote } from "../make-finding.ts";
import type { AddressPin } from "./cdn-url.ts";
import { readImportMap } from "./import-map.ts";
import type { ImportMapReading } from "./import-map.ts";
import { mendAddress } from "./mend-page.ts";
import type { AddressMend, LoadedAddress, PageParts } from "./mend-page.ts";
import { isChecked } from "./page-integrity.ts";
import { hasExpression, readPage } from "./page-resources.ts";
import type { PageImport, PageImportMap, PageReading, PageResource, Span } from "./page-resources.ts";
import type { VendoredFile } from "./vendor-file.ts";

/** A page as it should be, or what has to be asked for before that can be said. */
export type PageMend =
  | { readonly kind: "wanting"; readonly names: readonly string[]; readonly urls: readonly string[] }
  | {
      readonly kind: "mended";
      readonly text: string;
      readonly vendored: readonly VendoredFile[];
      /** What is left to people. */
      readonly whys: readonly string[];
    };

/** How many addresses of one page are looked at; a page with more was made to have them asked for. */
const maxAddresses = 300;

/**
 * Works out a page whose addresses name exact versions, go over TLS and have hashes. Changes the attributes of address, hash
 * and CORS of the tags in question, imported addresses and import maps, and no other byte. Pure; throws `SCAN_BAD_MANIFEST`
 * for an import map that cannot be edited.
 */
export function mendPage(text: string, path: string, parts: PageParts): PageMend {
  const reading = readPage(text);
  const maps = reading.importMaps.map((map) => ({ map, found: readImportMap(map) }));
  const mended = mendAll(reading, maps, parts);
  if ("kind" in mended) return mended;
  const editor = new PageEditor(text, path, mended);
  for (const resource of reading.resources) editor.editResource(resource);
  for (const each of reading.imports) editor.editImport(each);
  editor.editMaps(maps, reading.firstModuleAt);
  return { kind: "mended", ...editor.end() };
}

type ReadMap = { readonly map: PageImportMap; readonly found: ImportMapReading };
type Mended = Extract<AddressMend, { readonly kind: "mended" }>;

/** What becomes of each address, or everything that has to be asked for. */
function mendAll(
  { resources, imports }: PageReading,
  maps: readonly ReadMap[],
  parts: PageParts,
): ReadonlyMap<string, Mended> | Extract<PageMend, { readonly kind: "wanting" }> {
  const mapped = new Map(maps.flatMap(({ found }) => [...found.integrity]));
  const loaded: readonly LoadedAddress[] = [
    ...resources
      .filter(({ integrity }) => integrity === undefined || !hasExpression(integrity))
      .map(({ kind, url, integrity }) => ({ kind, url, integrity: integrity ?? mapped.get(url) })),
    ...[...imports, ...maps.flatMap(({ found }) => found.urls)].map(({ url }): LoadedAddress => ({
      kind: "import",
      url,
      integrity: mapped.get(url),
    })),
  ];
  const mends = new Map<string, Mended>();
  const [names, urls] = [new Set<string>(), new Set<string>()];
  for (const each of loaded) {
    if (mends.has(keyOf(each)) || mends.size >= maxAddresses) continue;
    const mend = mendAddress(each, parts);
    if (mend.kind === "mended") mends.set(keyOf(each), mend);
    else {
      for (const name of mend.names) names.add(name);
      for (const url of mend.urls) urls.add(url);
    }
  }
  if (names.size + urls.size > 0) return { kind: "wanting", names: [...names], urls: [...urls] };
  return mends;
}

function keyOf({ kind, url }: Pick<LoadedAddress, "kind" | "url">): string {
  return `${kind} ${url}`;
}

interface Edit extends Span {
  readonly text: string;
}

class PageEditor {
  readonly #text: string;
  readonly #cors: string;
  readonly #mends: ReadonlyMap<string, Mended>;
  readonly #edits: Edit[] = [];
  readonly #vendored: VendoredFile[] = [];
  readonly #whys = new Set<string>();
  /** Hashes that only an import map can hold. */
  readonly #mapHashes = new Map<string, string>();

  constructor(text: string, path: string, mends: ReadonlyMap<string, Mended>) {
    this.#text = text;
    this.#mends = mends;
    this.#cors = /\.[jt]sx$/i.test(path) ? ' crossOrigin="anonymous"' : ' crossorigin="anonymous"';
  }

  editResource(resource: PageResource): void {
    const mend = this.#mendOf(resource);
    if (mend === undefined) return;
    const { urlSpan } = resource;
    const address = this.#addressOf(urlSpan, mend);
    if (address === undefined) return;
    if (address !== this.#slice(urlSpan)) this.#edits.push({ ...urlSpan, text: address });
    if (mend.vendored !== undefined) this.#vendored.push(mend.vendored);
    this.#editHash(resource, mend, this.#corsFor(resource, mend));
  }

  #editHash({ urlSpan, integritySpan }: PageResource, { integrity }: Mended, cors: string): void {
    const hash = integrity === undefined ? "" : `integrity="${integrity}"`;
    if (hash === "" && (cors === "" || integritySpan === undefined)) return;
    if (integritySpan === undefined) this.#insert(urlSpan.end, ` ${hash}${cors}`);
    else if (hash === "") this.#insert(integritySpan.end, cors);
    else this.#edits.push({ ...integritySpan, text: `${hash}${cors}` });
  }

  /** Without CORS a browser cannot check what another host serves; the project's own files it can. */
  #corsFor({ hasCrossOrigin, integrity }: PageResource, mend: Mended): string {
    const hasHash = mend.integrity !== undefined || (integrity !== undefined && isChecked(integrity));
    return !hasHash || hasCrossOrigin || mend.vendored !== undefined ? "" : this.#cors;
  }

  editImport({ url, span }: PageImport): void {
    const mend = this.#mendOf({ kind: "import", url });
    const address = mend === undefined ? undefined : this.#addressOf(span, mend);
    if (mend === undefined || address === undefined) return;
    if (address !== this.#slice(span)) this.#edits.push({ ...span, text: address });
    if (mend.integrity !== undefined) this.#mapHashes.set(mend.url, mend.integrity);
  }

  editMaps(maps: readonly ReadMap[], firstModuleAt: number | undefined): void {
    const edited = maps.map(({ map, found }) => ({ map, text: this.#editMap(map, found) }));
    const [first] = edited;
    for (const { map, text } of edited) {
      const whole = map === first?.map ? this.#withHashes(text) : text;
      if (whole !== this.#slice(map.span)) this.#edits.push({ ...map.span, text: whole });
    }
    if (first === undefined && this.#mapHashes.size > 0 && firstModuleAt !== undefined)
      this.#insertMap(firstModuleAt);
  }

  end(): Omit<Extract<PageMend, { readonly kind: "mended" }>, "kind"> {
    let written = "";
    let offset = 0;
    for (const { start, end, text } of this.#edits.toSorted(
      (left, right) => left.start - right.start || left.end - right.end,
    )) {
      if (start < offset) continue;
      written += this.#text.slice(offset, start) + text;
      offset = end;
    }
    return { text: written + this.#text.slice(offset), vendored: this.#vendored, whys: [...this.#whys] };
  }

  #mendOf(each: Pick<LoadedAddress, "kind" | "url">): Mended | undefined {
    const mend = this.#mends.get(keyOf(each));
    if (mend?.why !== undefined) this.#whys.add(mend.why);
    return mend;
  }

  /** The address as it is to be written; `undefined` where it is written in a way that cannot be changed. */
  #addressOf(span: Span, { pins, vendored, url }: Mended): string | undefined {
    const written = this.#slice(span);
    if (vendored !== undefined) return `${/^[^\s=]{1,20}/.exec(written)?.[0] ?? "src"}="${vendored.path}"`;
    const pinned = applyPins(written, pins);
    if (pinned === undefined) this.#whys.add(`${quote(url)} is not written in a way that can be changed`);
    return pinned;
  }

  #editMap(map: PageImportMap, { urls }: ImportMapReading): string {
    let text = this.#slice(map.span);
    for (const { url, written } of urls) {
      const mend = this.#mendOf({ kind: "import", url });
      const pinned = mend === undefined ? undefined : applyPins(written, mend.pins);
      if (mend === undefined || pinned === undefined) continue;
      text = text.split(JSON.stringify(written)).join(JSON.stringify(pinned));
      if (mend.integrity !== undefined) this.#mapHashes.set(pinned, mend.integrity);
    }
    return text;
  }

  #withHashes(text: string): string {
    let after = text;
    for (const [url, hash] of this.#mapHashes) after = setJsonMember(after, ["integrity", url], hash);
    return after;
  }

  #insertMap(at: number): void {
    const lineEnd = this.#text.includes("\r\n") ? "\r\n" : "\n";
    const indent = /[ \t]*$/.exec(this.#text.slice(Math.max(0, at - 200), at))?.[0] ?? "";
    const map = JSON.stringify({ integrity: Object.fromEntries(this.#mapHashes) }, undefined, 2);
    const lines = map.split("\n").map((line) => `${indent}  ${line}${lineEnd}`);
    this.#insert(
      at,
      `<script type="importmap">${lineEnd}${lines.join("")}${indent}</script>${lineEnd}${indent}`,
    );
  }

  #insert(at: number, text: string): void {
    this.#edits.push({ start: at, end: at, text });
  }

  #slice({ start, end }: Span): string {
    return this.#text.slice(start, end);
  }
}

function applyPins(written: string, pins: readonly AddressPin[]): string | undefined {
  let text = written;
  for (const { from, to } of pins) {
    if (!text.includes(from)) return undefined;
    text = text.replace(from, () => to);
  }
  return text;
}
