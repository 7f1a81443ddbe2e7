import { Parser } from "acorn";
import type { Options, Program } from "acorn";

import { withBoundedDepth } from "./bounded-depth.ts";

/** All that V8 accepts somewhere, so that no form of a source stays unread. */
export const lenient: Options = {
  ecmaVersion: "latest",
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowImportExportEverywhere: true,
  allowSuperOutsideMethod: true,
  allowHashBang: true,
  checkPrivateFields: false,
};

const PlainParser = withBoundedDepth(Parser);
const tooDeep = "nested too deeply";

/** What came of an attempt to read a text. */
export interface Attempt {
  readonly program: Program | undefined;
  readonly problem: string | undefined;
}

/**
 * Reads a text that is JavaScript or nothing, as what Node would take it for and then as the other. Gives nothing back for what is neither. It does without the parsers
 * of other dialects, which take longer to load than most texts to run.
 */
export function tryParseScript(text: string, goal: "module" | "script"): Program | undefined {
  const plain = withoutByteOrderMark(text);
  for (const step of goal === "module" ? [readModule, readScript] : [readScript, readModule]) {
    const { program, problem } = attempt(step, plain);
    // No other way of reading has more room, and each would take as long.
    if (program !== undefined || problem === tooDeep) return program;
  }
  return undefined;
}

/** Reads a text in one way; what fails is told. */
export function attempt(step: (text: string) => Program, text: string): Attempt {
  try {
    return { program: step(text), problem: undefined };
  } catch (error) {
    return { program: undefined, problem: isTooDeep(error) ? tooDeep : messageOf(error) };
  }
}

/** Whether an attempt ended for want of room. */
export function isForDepth({ problem }: Attempt): boolean {
  return problem === tooDeep;
}

export function readModule(text: string): Program {
  return PlainParser.parse(text, { ...lenient, sourceType: "module" });
}

export function readScript(text: string): Program {
  return PlainParser.parse(text, { ...lenient, sourceType: "script" });
}

export function withoutByteOrderMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

/** The parser itself says so too when it comes to the end of the stack first. */
function isTooDeep(error: unknown): boolean {
  if (error instanceof RangeError) return true;
  return error instanceof SyntaxError && error.message.startsWith("Not enough stack space");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : "not readable";
}
