import { tsPlugin } from "@sveltejs/acorn-typescript";
import { Parser } from "acorn";
import type { Program } from "acorn";
import { LooseParser } from "acorn-loose";

import { withBoundedDepth } from "./bounded-depth.ts";
import {
  attempt,
  isForDepth,
  lenient,
  readModule,
  readScript,
  withoutByteOrderMark,
} from "./parse-script.ts";

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

const TypeScriptParser = Parser.extend(tsPlugin(), withBoundedDepth);
const TypeScriptXmlParser = Parser.extend(tsPlugin({ jsx: {} }), withBoundedDepth);
const TolerantParser = withBoundedDepth(LooseParser);
/** The tolerant parser is slow where little is code; real sources that need it, templates and fragments, are small. */
const tolerantMaxCharacters = 3_000_000;
/** Bytes that no text has are no source to be mended. */
const noiseSampleLength = 4_096;

type Step = (text: string) => Program;

/** Reads a JavaScript or TypeScript text: strictly under each goal, then with types, then tolerantly. Never throws. */
export function parseJavaScript(request: ParseRequest): Parsed {
  const text = withoutByteOrderMark(request.text);
  let problem: string | undefined;
  for (const step of strictSteps(request)) {
    const outcome = attempt(step, text);
    if (outcome.program !== undefined) return { ...outcome, parsed: "strict", problem: undefined };
    problem ??= outcome.problem;
    // No other way of reading has more room, and each would take as long.
    if (isForDepth(outcome)) return { ...outcome, parsed: "failed" };
  }
  if (request.strictOnly === true || isNoise(text)) return { program: undefined, parsed: "failed", problem };
  const outcome = attempt(readLoosely, text.slice(0, tolerantMaxCharacters));
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

function isNoise(text: string): boolean {
  let odd = 0;
  const length = Math.min(text.length, noiseSampleLength);
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 9 || (code > 13 && code < 32) || code === 0xfffd) odd += 1;
  }
  return odd > length / 20;
}

function readTypeScript(text: string): Program {
  return TypeScriptParser.parse(text, { ...lenient, sourceType: "module", locations: true });
}

function readTypeScriptXml(text: string): Program {
  return TypeScriptXmlParser.parse(text, { ...lenient, sourceType: "module", locations: true });
}

function readLoosely(text: string): Program {
  return TolerantParser.parse(text, { ...lenient, sourceType: "module" });
}
