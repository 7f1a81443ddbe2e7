import { codeLimits } from "./limits.ts";
import type { CodeLimits } from "./limits.ts";
import { parseJavaScript } from "./parse/parse-javascript.ts";
import type { SourceFacts } from "./source-facts.ts";

/** One source to be read. */
export interface SourceInput {
  /** Relative to the package's root; tells the dialect. */
  readonly path: string;
  readonly text: string;
  readonly language: "javascript" | "typescript";
  /** What Node would take the file for (`type` of the manifest); both are tried. */
  readonly goal?: "module" | "script" | undefined;
}

/** Says what a JavaScript or TypeScript source does. Never throws: what could not be read is a `problem`. */
export function analyzeSource(input: SourceInput, limits: CodeLimits = codeLimits): SourceFacts {
  const text = input.text.slice(0, limits.maxCharacters);
  const parsed = parseJavaScript({ ...input, text, goal: input.goal });
  return {
    language: input.language,
    parsed: parsed.parsed,
    problem: parsed.problem,
    effects: [],
    disguises: [],
    modules: [],
    exports: [],
    imports: [],
    texts: [],
  };
}
