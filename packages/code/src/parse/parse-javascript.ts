import { tsPlugin } from "@sveltejs/acorn-typescript";
import { Parser } from "acorn";
import type { Options, Program } from "acorn";
import { parse as parseLoosely } from "acorn-loose";

/** How a text is to be read, as far as its name and its package say. */
export interface ParseRequest {
  readonly text: string;
  readonly path: string;
  readonly language: "javascript" | "typescript";
  /** What Node would take it for; both are tried. */
  readonly goal: "module" | "script" | undefined;
  /** Whether a text that is not JavaScript is given up: what is run as code is either that or nothing. */
  readonly strictOnly?: boolean;
}

/** A syntax tree, or the reason why there is none. */
export interface Parsed {
  readonly program: Program | undefined;
  readonly parsed: "strict" | "tolerant" | "failed";
  readonly problem: string | undefined;
}

/** All that V8 accepts somewhere, so that no form of a source stays unread. */
const lenient: Options = {
  ecmaVersion: "latest",
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowImportExportEverywhere: true,
  allowSuperOutsideMethod: true,
  allowHashBang: true,
  checkPrivateFields: false,
};

const TypeScriptParser = Parser.extend(tsPlugin());
const TypeScriptXmlParser = Parser.extend(tsPlugin({ jsx: {} }));

type Step = (text: string) => Program;

/** Reads a JavaScript or TypeScript text: strictly under each goal, then with types, then tolerantly. Never throws. */
export function parseJavaScript(request: ParseRequest): Parsed {
  const text = withoutByteOrderMark(request.text);
  let problem: string | undefined;
  for (const step of strictSteps(request)) {
    const outcome = attempt(step, text);
    if (outcome.program !== undefined) return { ...outcome, parsed: "strict", problem: undefined };
    problem ??= outcome.problem;
  }
  if (request.strictOnly === true) return { program: undefined, parsed: "failed", problem };
  const outcome = attempt(readLoosely, text);
  if (outcome.program !== undefined) return { program: outcome.program, parsed: "tolerant", problem };
  return { program: undefined, parsed: "failed", problem: problem ?? outcome.problem };
}

function strictSteps({ path, language, goal, text, strictOnly }: ParseRequest): readonly Step[] {
  if (strictOnly === true) return [readScript, readModule];
  const typed: readonly Step[] = /\.[jt]sx$/.test(path)
    ? [readTypeScriptXml, readTypeScript]
    : [readTypeScript, readTypeScriptXml];
  const wanted = goal ?? goalOf(path, text);
  const plain = wanted === "module" ? [readModule, readScript] : [readScript, readModule];
  return language === "typescript" ? typed : [...plain, readTypeScriptXml, readTypeScript];
}

function goalOf(path: string, text: string): "module" | "script" {
  if (path.endsWith(".mjs")) return "module";
  if (path.endsWith(".cjs")) return "script";
  return /^\s*(?:import\s*[\w"'*{]|export\s*[\w*{])/m.test(text.slice(0, 20_000)) ? "module" : "script";
}

function attempt(step: Step, text: string): { program: Program | undefined; problem: string | undefined } {
  try {
    return { program: step(text), problem: undefined };
  } catch (error) {
    const problem = error instanceof RangeError ? "nested too deeply" : messageOf(error);
    return { program: undefined, problem };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : "not readable";
}

function readModule(text: string): Program {
  return Parser.parse(text, { ...lenient, sourceType: "module" });
}

function readScript(text: string): Program {
  return Parser.parse(text, { ...lenient, sourceType: "script" });
}

function readTypeScript(text: string): Program {
  return TypeScriptParser.parse(text, { ...lenient, sourceType: "module", locations: true });
}

function readTypeScriptXml(text: string): Program {
  return TypeScriptXmlParser.parse(text, { ...lenient, sourceType: "module", locations: true });
}

function readLoosely(text: string): Program {
  return parseLoosely(text, { ...lenient, sourceType: "module" });
}

function withoutByteOrderMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
