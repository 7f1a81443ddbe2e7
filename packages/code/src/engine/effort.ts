import type { Node } from "acorn";

import type { Machine } from "./machine.ts";

/**
 * What code looks like that turns codes into texts: for its sake loops are run to their end, and functions are
 * evaluated for each of their constant arguments.
 */
const textWork =
  /char(?:Code)?At|codePointAt|fromCharCode|fromCodePoint|\.shift\(|["']shift["']|parseInt|atob|Buffer|\.split|\.join|\.replace|indexOf|_0x|\\x[0-9a-f]{2}|\\u00/;
const sampleLength = 6_000;
const smallLength = 160;

/** Texts that stand in what an obfuscator makes, and hardly elsewhere. */
const decoderSigns: readonly string[] = ["(![]+[])", "[][(", "+!![]", "\\x65\\x", "\\x63\\x", "\\u0065\\u"];
/** So many names of its making make a source the work of an obfuscator. */
const manyNames = 12;

function isDecoder(source: string): boolean {
  let names = 0;
  for (let at = source.indexOf("_0x"); at >= 0 && names < manyNames; at = source.indexOf("_0x", at + 3))
    names++;
  return names >= manyNames || decoderSigns.some((sign) => source.includes(sign)) || runsTable(source);
}

/** So many signs of a list of numbers are a text, where code that runs texts stands beside it. */
const tableLength = 2_000;

/** Letters that are moved along the alphabet, one by one. */
const movedLetters = /\.replace\(\/\[(?:a-zA-Z|A-Za-z)\]\/g,/;

function runsTable(source: string): boolean {
  if (!/\beval\b|\bFunction\b|\b_compile\b|runIn/.test(source) || !source.includes("fromC")) return false;
  if (movedLetters.test(source)) return true;
  let run = 0;
  for (let at = 0; at < source.length && run < tableLength; at++)
    run = isOfTable(source.charCodeAt(at)) ? run + 1 : 0;
  return run >= tableLength;
}

/** A digit, a comma, white space. */
function isOfTable(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 44 || code === 32 || code === 10;
}

/** The steps that a source is worth over and above looking at everything once; more where it decodes its own texts. */
export function stepsFor(source: string, limit: number): number {
  const steps = isDecoder(source) ? 20_000_000 + source.length * 8 : 250_000 + source.length * 2;
  return Math.min(limit, steps);
}

/** Does a part of the work with a share of what is left, so that no part takes everything from those behind it. */
export function withShare<Result>(m: Machine, share: number, work: () => Result): Result {
  const all = m.steps;
  if (all <= 0) return work();
  const own = Math.ceil(all * share);
  m.steps = own;
  try {
    return work();
  } finally {
    m.steps = all - (own - Math.max(0, m.steps));
  }
}

/** How often ordinary code is evaluated anew, and how often code that works on texts. */
const efforts = {
  ordinary: { constantCalls: 60, exactCalls: 4, turns: 400 },
  small: { constantCalls: 20_000, exactCalls: 400, turns: 2_000 },
  textual: { constantCalls: 20_000, exactCalls: 4_000, turns: 2_000_000 },
} as const;

/** How much is spent on a function or a loop. */
export interface Effort {
  readonly constantCalls: number;
  /** With arguments that are no constants, but all of whose parts are known. */
  readonly exactCalls: number;
  readonly turns: number;
}

/** The effort that a piece of code is worth, by its text. */
export function effortFor(m: Machine, node: Node): Effort {
  const known = m.efforts.get(node);
  if (known !== undefined) return known;
  const text = m.source.slice(node.start, Math.min(node.end, node.start + sampleLength));
  const other = text.length < smallLength ? efforts.small : efforts.ordinary;
  const effort = textWork.test(text) ? efforts.textual : other;
  m.efforts.set(node, effort);
  return effort;
}
