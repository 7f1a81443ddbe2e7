import { createRequire } from "node:module";

import { dropUnusedImports } from "@lockkeeper/code/rewrite";
import type { transformSync } from "@swc/wasm-typescript";

import { SourceLines } from "./source-lines.ts";

/** JavaScript that was made of TypeScript. */
export interface ErasedText {
  readonly text: string;
  /** Where its lines come from; missing where they are the same. */
  readonly lines: SourceLines | undefined;
}

interface Compiler {
  readonly transformSync: typeof transformSync;
}

const textMaxCharacters = 1_000_000;
/** What nests too deeply leaves the compiler's memory in no known state: it is loaded again, which takes a tenth of a second. */
const faultMaxCount = 3;
const knownMaxCharacters = 10_000_000;
const compilerName = "@swc/wasm-typescript";
const requireHere = createRequire(import.meta.url);

/** Makes JavaScript of TypeScript, as who runs it would: with types taken away where they stand, or compiled where that is not enough. */
export class TypeEraser {
  readonly #known: Map<string, ErasedText | undefined> = new Map();
  #faultCount = 0;
  #knownCharacters = 0;

  /** Gives nothing back for what is no TypeScript, or too long. */
  erase(text: string): ErasedText | undefined {
    if (this.#known.has(text)) return this.#known.get(text);
    const erased = text.length > textMaxCharacters ? undefined : (this.#strip(text) ?? this.#compile(text));
    this.#knownCharacters += text.length;
    if (this.#knownCharacters < knownMaxCharacters) this.#known.set(text, erased);
    return erased;
  }

  #strip(text: string): ErasedText | undefined {
    const stripped = this.#transform(text, { mode: "strip-only" });
    return stripped === undefined ? undefined : { text: dropUnusedImports(stripped.code), lines: undefined };
  }

  /** Enumerations, namespaces, and parameters that are properties. */
  #compile(text: string): ErasedText | undefined {
    const compiled = this.#transform(text, {
      mode: "transform",
      sourceMap: true,
      transform: { noEmptyExport: true, nativeClassProperties: true },
    });
    if (compiled === undefined) return undefined;
    return { text: compiled.code, lines: new SourceLines(mappingsOf(compiled.map)) };
  }

  #transform(
    text: string,
    options: Parameters<typeof transformSync>[1],
  ): ReturnType<typeof transformSync> | undefined {
    if (this.#faultCount >= faultMaxCount) return undefined;
    try {
      // The compiler's own declarations.
      const compiler = requireHere(compilerName) as Compiler;
      return compiler.transformSync(text, options);
    } catch (error) {
      // What the text has wrong is told by a plain object; an error is the compiler's own end.
      if (!(error instanceof Error)) return undefined;
      this.#faultCount += 1;
      Reflect.deleteProperty(requireHere.cache, requireHere.resolve(compilerName));
      return undefined;
    }
  }
}

function mappingsOf(map: string | undefined): string {
  const parsed: unknown = JSON.parse(map ?? "{}");
  const isMap = typeof parsed === "object" && parsed !== null && "mappings" in parsed;
  return isMap && typeof parsed.mappings === "string" ? parsed.mappings : "";
}
