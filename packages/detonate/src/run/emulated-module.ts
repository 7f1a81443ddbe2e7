import { facadePrefix, guestPrefix } from "../engine/module-names.ts";
import { readImportedNames } from "../modules/imported-names.ts";
import type { ImportedNames } from "../modules/imported-names.ts";
import { resolveModule } from "../modules/resolve-module.ts";
import type { ModuleFormat, ResolvedModule } from "../modules/resolve-module.ts";
import type { SourceRewriter } from "../rewrite/source-rewriter.ts";
import type { EmulatedProcess } from "../services/service.ts";

/** Asks the guest for the names that a value has. */
export type AskNames = (kind: string, id: string) => readonly string[];

interface Facade {
  readonly kind: string;
  readonly id: string;
  readonly names: ImportedNames;
}

const metaPrefix = `${facadePrefix}meta:`;
const whatever: ImportedNames = { names: new Set(), isAll: true };
const registry = `${guestPrefix}registry.js`;
const moduleWords = /(?:^|[;}\n])\s{0,40}(?:import\s*[\w${*"']|export\s*[\w${*]|await\s)|\bimport\.meta\b/;
const scriptWords = /\bmodule\.exports\b|\bexports\.\w|\brequire\s?\(/;
const nameMaxCharacters = 200;

/**
 * The ES modules of a process. What is no ES module (built-in modules, CommonJS, JSON, what stands in for packages) gets a facade
 * that exports its members by name: for static imports the names that are imported, else all that there are.
 */
export class EmulatedModules {
  readonly #process: EmulatedProcess;
  readonly #rewriter: SourceRewriter;
  readonly #imported: Map<string, ReadonlyMap<string, ImportedNames>> = new Map();
  readonly #marked: Set<string> = new Set();
  readonly #facades: Map<string, Facade> = new Map();

  constructor(process: EmulatedProcess, rewriter: SourceRewriter) {
    this.#process = process;
    this.#rewriter = rewriter;
  }

  /** Node takes what fails as a script and has such words for a module, where nothing says what it is. */
  markModule(path: string): boolean {
    if (this.#marked.has(path) || !moduleWords.test(this.#textOf(path) ?? "")) return false;
    this.#marked.add(path);
    return true;
  }

  /** Security: the world's own modules are reached from facades alone, whose names no code of a package can have. */
  normalize(base: string, requested: string): string {
    if (base.startsWith(facadePrefix) && requested === registry) return registry;
    if (requested.startsWith(metaPrefix)) return requested;
    const { disk, isBuiltin, facts } = this.#process;
    const { runtime } = facts;
    const found = resolveModule({
      disk,
      specifier: requested,
      // What `node -e` runs as a module has the address of its text, and stands in the working folder.
      from: base.startsWith("data:") ? disk.places.resolve(this.#process.folder, "[eval]") : base,
      style: "import",
      isBuiltin,
      runtime,
    });
    const names = this.#imported.get(base)?.get(requested) ?? whatever;
    const facade = this.#facadeFor(found, requested);
    if (facade !== undefined) return this.#facade({ ...facade, names });
    if (found.kind === "file") return found.path;
    return found.kind === "url" && requested.startsWith("data:")
      ? requested
      : `${facadePrefix}missing:${requested}`;
  }

  #facadeFor(found: ResolvedModule, requested: string): Pick<Facade, "kind" | "id"> | undefined {
    if (found.kind === "file") {
      return this.#isModuleFile(found) ? undefined : { kind: "require", id: found.path };
    }
    if (found.kind === "builtin") return { kind: "builtin", id: found.name };
    if (found.kind === "absent") {
      return this.#process.standsFor(found) ? { kind: "absent", id: found.name } : undefined;
    }
    return /^https?:/.test(requested) ? { kind: "url", id: requested } : undefined;
  }

  load(name: string, askNames: AskNames): string | { readonly error: Error } {
    const facade = this.#facades.get(name);
    if (facade !== undefined) return renderFacade(facade, askNames);
    if (name.startsWith(metaPrefix)) {
      return renderFacade(
        { kind: "meta", id: name.slice(metaPrefix.length), names: { names: new Set(), isAll: false } },
        askNames,
      );
    }
    if (name.startsWith(facadePrefix)) {
      return { error: new Error(`Cannot find package '${name.slice(`${facadePrefix}missing:`.length)}'`) };
    }
    const text = this.#textOf(name);
    if (text === undefined) return { error: new Error(`Cannot find module '${name}'`) };
    this.#imported.set(name, readImportedNames(text));
    return withMeta(this.#rewriter.rewriteFile(name, text, "module"), name);
  }

  #isModuleFile({ path, format }: { readonly path: string; readonly format: ModuleFormat }): boolean {
    if (format === "module" || this.#marked.has(path)) return true;
    const text = format === "commonjs" && /\.[jt]s$/.test(path) ? (this.#textOf(path) ?? "") : "";
    return moduleWords.test(text) && !scriptWords.test(text);
  }

  #textOf(name: string): string | undefined {
    if (name.startsWith("data:")) return this.#textOfData(name);
    const node = this.#process.disk.find(name);
    if (node?.kind !== "file") return undefined;
    return this.#rewriter.readSource(name, withoutMark(Buffer.from(node.content).toString()));
  }

  /** A module whose whole text is its address. */
  #textOfData(url: string): string | undefined {
    const match = /^data:([^,]{0,200}),/.exec(url);
    if (match === null) return undefined;
    const body = url.slice(match[0].length);
    const [, kind = ""] = match;
    const isBase64 = /;base64\s*$/i.test(kind);
    const text = Buffer.from(decodeLeniently(body), isBase64 ? "base64" : "utf8").toString();
    if (/^application\/json\b/i.test(kind)) return `export default (${text}\n);`;
    this.#process.observe({ kind: "code", api: "import", data: { text } });
    return text;
  }

  #facade(facade: Facade): string {
    const { names, isAll } = facade.names;
    const name = `${facadePrefix}${facade.kind}:${facade.id}:${[isAll ? "*" : "", ...names].toSorted().join(",")}`;
    this.#facades.set(name, facade);
    return name;
  }
}

function renderFacade({ kind, id, names: { names, isAll } }: Facade, askNames: AskNames): string {
  // What is used of a namespace is not there for that, but where nothing says what there is.
  const isUsedOnly = isAll && kind !== "absent" && kind !== "url";
  const all = new Set([...(isAll ? askNames(kind, id) : []), ...(isUsedOnly ? [] : names)]);
  const exported = [...all]
    .filter((name) => name !== "default" && name.length <= nameMaxCharacters && !/\p{Surrogate}/u.test(name))
    .map((name) => JSON.stringify(name));
  return [
    `import { take } from "${registry}";`,
    `const [value, fallback] = take(${JSON.stringify(kind)}, ${JSON.stringify(id)});`,
    ...exported.map((name, index) => `const v${index} = value == null ? undefined : value[${name}];`),
    `export { ${["fallback as default", ...exported.map((name, index) => `v${index} as ${name}`)].join(", ")} };`,
  ].join("\n");
}

/** What a module knows of itself is put into its own object first of all; no line moves. */
function withMeta(text: string, name: string): string {
  if (!/\bimport\s*\.\s*meta\b/.test(text)) return text;
  return `$$importmeta(import.meta);${text}\nimport $$importmeta from ${JSON.stringify(metaPrefix + name)};`;
}

function withoutMark(text: string): string {
  const plain = text.startsWith("\uFEFF") ? text.slice(1) : text;
  return plain.startsWith("#!") ? `//${plain.slice(2)}` : plain;
}

function decodeLeniently(text: string): string {
  return decodeURIComponent(text.replaceAll(/%(?![0-9a-f]{2})/gi, "%25"));
}
