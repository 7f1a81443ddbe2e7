import { Api, Func } from "../engine/values.ts";
import type { Value } from "../engine/values.ts";

/** Functions of the language that look at their first argument alone. */
const unary: ReadonlySet<string> = new Set([
  "Number",
  "String",
  "Boolean",
  "atob",
  "btoa",
  "escape",
  "unescape",
  "decodeURI",
  "decodeURIComponent",
  "encodeURI",
  "encodeURIComponent",
]);

/** Of what a callback is given, that for which it has parameters: a call with constants alone is worth more than one with a whole list. */
export function takenArguments(callback: Value, args: readonly Value[]): readonly Value[] {
  if (callback instanceof Api && unary.has(callback.path)) return args.slice(0, 1);
  if (!(callback instanceof Func)) return args;
  const { params } = callback.node;
  const isPlain = params.length > 0 && params.every(({ type }) => type !== "RestElement");
  return isPlain ? args.slice(0, params.length) : args;
}
