import { Tokenizer, TokenizerMode } from "parse5";
import type { Token, TokenHandler } from "parse5";

/** A stretch of a text, in UTF-16 units: from the first, up to the one behind the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a page loads from elsewhere. Texts are foreign. */
export interface PageResource {
  readonly kind: "script" | "style" | "module";
  /** Absolute, as the page's base resolves it. */
  readonly url: string;
  /** From 1. */
  readonly line: number;
  /** The attribute's value; `undefined` where it is missing. */
  readonly integrity: string | undefined;
  readonly hasCrossOrigin: boolean;
  /** The attribute that names the resource, and the one of its hash. */
  readonly urlSpan: Span;
  readonly integritySpan: Span | undefined;
}

/** An import map with its line. */
export interface PageImportMap {
  readonly line: number;
  readonly text: string;
  /** What stands between its tags. */
  readonly span: Span;
}

/** An address that a module script in the page imports itself. */
export interface PageImport {
  /** Absolute. */
  readonly url: string;
  /** From 1. */
  readonly line: number;
  /** The address as it is written, without its quotes. */
  readonly span: Span;
}

/** What a page loads, in its order. */
export interface PageReading {
  readonly resources: readonly PageResource[];
  readonly importMaps: readonly PageImportMap[];
  readonly imports: readonly PageImport[];
  /** Where the first module script or preload begins, before which an import map has to stand. */
  readonly firstModuleAt: number | undefined;
}

/** No page is longer that people write or build; what is behind is not looked at. */
export const pageMaxCharacters = 50_000_000;

/** Elements whose content is no markup, and how it ends. */
const textModes: ReadonlyMap<string, (typeof TokenizerMode)[keyof typeof TokenizerMode]> = new Map([
  ["script", TokenizerMode.SCRIPT_DATA],
  ["style", TokenizerMode.RAWTEXT],
  ["xmp", TokenizerMode.RAWTEXT],
  ["iframe", TokenizerMode.RAWTEXT],
  ["noembed", TokenizerMode.RAWTEXT],
  ["noframes", TokenizerMode.RAWTEXT],
  ["title", TokenizerMode.RCDATA],
  ["textarea", TokenizerMode.RCDATA],
  ["plaintext", TokenizerMode.PLAINTEXT],
]);

/** What browsers run as a script; anything else is data. */
const scriptTypes =
  /^(?:|module|(?:text|application)\/(?:x-)?(?:java|ecma)script|text\/(?:jscript|livescript))$/;

/**
 * Reads what a page or template loads from other hosts. The tokens alone are looked at, so that the time is linear in the
 * text whatever is nested in it. Attributes with expressions of a template are left alone.
 */
export function readPage(text: string): PageReading {
  const collector = new Collector(text);
  const tokenizer: Tokenizer = new Tokenizer({ sourceCodeLocationInfo: true }, {
    onStartTag(token) {
      const mode = token.selfClosing ? undefined : textModes.get(token.tagName);
      if (mode !== undefined) tokenizer.state = mode;
      collector.open(token);
    },
    onEndTag: ({ location }) => collector.close(location?.startOffset ?? text.length),
    onCharacter: ({ chars }) => collector.hear(chars),
    onWhitespaceCharacter: ({ chars }) => collector.hear(chars),
    onNullCharacter: () => undefined,
    onComment: () => undefined,
    onDoctype: () => undefined,
    onEof: () => undefined,
  } satisfies TokenHandler);
  tokenizer.write(text.slice(0, pageMaxCharacters), true);
  return collector;
}

class Collector implements PageReading {
  readonly resources: PageResource[] = [];
  readonly importMaps: PageImportMap[] = [];
  readonly imports: PageImport[] = [];
  firstModuleAt: number | undefined;
  readonly #page: string;
  #base: string | undefined;
  /** A script whose content matters, until its end. */
  #script: { readonly kind: "map" | "module"; readonly line: number; readonly start: number } | undefined;
  #content = "";

  constructor(page: string) {
    this.#page = page;
  }

  open(token: Token.TagToken): void {
    if (token.tagName === "base") this.#base ??= staticUrl(attributesOf(token).get("href"));
    if (token.tagName === "script") this.#openScript(token);
    if (token.tagName === "link") this.#openLink(token);
  }

  close(end: number): void {
    if (this.#script === undefined) return;
    const { kind, line, start } = this.#script;
    if (kind === "map") this.importMaps.push({ line, text: this.#content, span: { start, end } });
    else this.imports.push(...listImports(this.#page.slice(start, end), { line, start }));
    this.#script = undefined;
    this.#content = "";
  }

  hear(chars: string): void {
    if (this.#script?.kind === "map") this.#content += chars;
  }

  #openScript(token: Token.TagToken): void {
    const attributes = attributesOf(token);
    const type = (attributes.get("type") ?? "").trim().toLowerCase();
    const [line, start] = [token.location?.startLine ?? 1, token.location?.endOffset ?? 0];
    if (type === "module") this.#noteModule(token);
    if (type === "importmap") this.#script = { kind: "map", line, start };
    else if (type === "module" && !attributes.has("src")) this.#script = { kind: "module", line, start };
    else if (scriptTypes.test(type)) this.#add("script", "src", token);
  }

  #noteModule({ location }: Token.TagToken): void {
    this.firstModuleAt ??= location?.startOffset;
  }

  #openLink(token: Token.TagToken): void {
    const relations = (attributesOf(token).get("rel") ?? "").toLowerCase().split(/\s+/);
    if (relations.includes("stylesheet")) this.#add("style", "href", token);
    else if (relations.includes("modulepreload")) {
      this.#noteModule(token);
      this.#add("module", "href", token);
    }
  }

  #add(kind: PageResource["kind"], attribute: "src" | "href", token: Token.TagToken): void {
    const attributes = attributesOf(token);
    const url = this.#resolve(staticUrl(attributes.get(attribute)));
    const urlSpan = spanOf(token, attribute);
    if (url === undefined || urlSpan === undefined) return;
    this.resources.push({
      kind,
      url,
      line: token.location?.attrs?.[attribute]?.startLine ?? token.location?.startLine ?? 1,
      integrity: attributes.get("integrity"),
      hasCrossOrigin: attributes.has("crossorigin"),
      urlSpan,
      integritySpan: spanOf(token, "integrity"),
    });
  }

  /** An absolute address; what is relative to the page itself is of the project. */
  #resolve(url: string | undefined): string | undefined {
    if (url === undefined) return undefined;
    // Without a scheme a page takes its own, which is https wherever it matters.
    const base = this.#base === undefined ? undefined : withScheme(this.#base);
    const whole = withScheme(url);
    if (/^https?:\/\//i.test(whole)) return URL.canParse(whole) ? new URL(whole).href : undefined;
    if (base === undefined || !/^https?:\/\//i.test(base) || !URL.canParse(whole, base)) return undefined;
    return new URL(whole, base).href;
  }
}

/** Whether the word stands where a comment begins on its line, as far as that can be told without reading the code. */
const inComment = /^\s{0,200}(?:\/\/|\*|\/\*)/;
const importedAddress = /\b(?:from|import)\s{0,20}\(?\s{0,20}(["'])((?:https?:)?\/\/[^"'\s\\]{1,2000})\1/g;

/** The addresses that a module names in `import` and `export … from`; those put together at run time cannot be told. */
function listImports(
  text: string,
  { line, start }: { readonly line: number; readonly start: number },
): readonly PageImport[] {
  const found: PageImport[] = [];
  let [at, lines] = [0, line];
  for (const match of text.matchAll(importedAddress)) {
    const [whole, , written = ""] = match;
    lines += text.slice(at, match.index).match(/\n/g)?.length ?? 0;
    at = match.index;
    const ahead = text.slice(text.lastIndexOf("\n", at) + 1, at);
    const url = withScheme(written);
    if (inComment.test(ahead) || hasExpression(written) || !URL.canParse(url)) continue;
    const first = start + at + whole.length - 1 - written.length;
    found.push({ url: new URL(url).href, line: lines, span: { start: first, end: first + written.length } });
  }
  return found;
}

function withScheme(url: string): string {
  return url.startsWith("//") ? `https:${url}` : url;
}

/** Of an attribute that comes twice the first counts. */
function attributesOf({ attrs }: Token.TagToken): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const { name, value } of attrs) if (!attributes.has(name)) attributes.set(name, value);
  return attributes;
}

function spanOf({ location }: Token.TagToken, attribute: string): Span | undefined {
  const place = location?.attrs?.[attribute];
  return place === undefined ? undefined : { start: place.startOffset, end: place.endOffset };
}

/** A value without a template's expressions, such as `{{ x }}`, `<%= x %>`, `{% x %}` or `${x}`. */
function staticUrl(value: string | undefined): string | undefined {
  const url = value?.trim();
  return url === undefined || url === "" || hasExpression(url) ? undefined : url;
}

/** Whether a template puts something into a value. */
export function hasExpression(value: string): boolean {
  return /[{}<>]|\$\(|@\(/.test(value);
}
