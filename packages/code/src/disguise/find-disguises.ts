import type { Program } from "acorn";

import { createLineTable } from "../effects/line-table.ts";
import type { Disguise } from "../source-facts.ts";

import { encodedSigns } from "./encoded-signs.ts";
import { findEscapedNames } from "./escaped-names.ts";
import { isInQuotedText } from "./quoted-text.ts";
import type { Sign } from "./sign.ts";
import { tableSigns } from "./table-signs.ts";
import { textSigns } from "./text-signs.ts";

const signMaxCount = 40;
/** What code does to be hidden; written in a text it does nothing. */
const doings: ReadonlySet<Disguise["kind"]> = new Set(["self-defence", "own-cipher"]);
const finders = [...tableSigns, ...textSigns, ...encodedSigns];

/**
 * Finds the ways in which a JavaScript source hides what it does. `program` is its syntax tree, `undefined` when there is
 * none; minified and bundled code is no disguise but for the kind `minified`. At most 40, never throws.
 */
export function findDisguises(program: Program | undefined, text: string): readonly Disguise[] {
  const signs: Sign[] = [];
  for (const { needles, find } of finders) {
    if (needles.length === 0 || needles.some((needle) => text.includes(needle))) signs.push(...find(text));
  }
  if (program !== undefined) signs.push(...findEscapedNames(program, text));
  const places = createLineTable(text);
  return withoutQuoted(signs, program)
    .slice(0, signMaxCount)
    .map(({ kind, detail, amount, offset }) => ({
      kind,
      detail: detail.slice(0, 300),
      amount,
      location: places.locate(offset),
      excerpt: places.excerpt(offset),
    }));
}

/** Leaves out what only stands in a text, and the second of what is found more than once. */
function withoutQuoted(signs: readonly Sign[], program: Program | undefined): readonly Sign[] {
  const seen = new Set<Disguise["kind"]>();
  return signs.filter(({ kind, offset }) => {
    if (!doings.has(kind)) return true;
    if (seen.has(kind) || (program !== undefined && isInQuotedText(program, offset))) return false;
    seen.add(kind);
    return true;
  });
}
