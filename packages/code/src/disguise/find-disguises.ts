import type { Program } from "acorn";

import { createSourcePlaces } from "../scripts/source-places.ts";
import type { Disguise } from "../source-facts.ts";

import { encodedSigns } from "./encoded-signs.ts";
import { findEscapedNames } from "./escaped-names.ts";
import type { Sign } from "./sign.ts";
import { tableSigns } from "./table-signs.ts";
import { textSigns } from "./text-signs.ts";

const signMaxCount = 40;
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
  const places = createSourcePlaces(text);
  return signs.slice(0, signMaxCount).map(({ kind, detail, amount, offset }) => ({
    kind,
    detail: detail.slice(0, 300),
    amount,
    location: places.at(offset),
    excerpt: places.excerpt(offset),
  }));
}
