import { findDisguises } from "./disguise/find-disguises.ts";
import { factsOf } from "./effects/facts-of-machine.ts";
import { evaluateProgram } from "./engine/engine.ts";
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
  const { text, cut } = withinLimit(input.text, limits.maxCharacters);
  const { program, parsed, problem } = parseJavaScript({ ...input, text, goal: input.goal });
  const disguises = findDisguises(program, text);
  if (program === undefined) {
    return { ...nothing, language: input.language, parsed, problem: cut ?? problem, disguises };
  }
  const machine = evaluateProgram(program, text, limits);
  const full = machine.recorder.isFull ? "more effects than are kept" : undefined;
  return {
    language: input.language,
    parsed,
    problem: cut ?? problem ?? machine.problem ?? full,
    disguises,
    ...factsOf(machine, text),
  };
}

const nothing = { effects: [], modules: [], exports: [], imports: [], texts: [] } as const;

/** A source that is too long is read as its head and its tail. */
function withinLimit(
  source: string,
  limit: number,
): { readonly text: string; readonly cut: string | undefined } {
  const text = source.startsWith("\uFEFF") ? source.slice(1) : source;
  if (text.length <= limit) return { text, cut: undefined };
  const half = limit >> 1;
  return { text: `${text.slice(0, half)}\n${text.slice(-half)}`, cut: `longer than ${limit} characters` };
}
