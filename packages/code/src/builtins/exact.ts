import { isKnown, primitiveOf } from "../engine/texts.ts";
import { Native } from "../engine/values.ts";
import type { Primitive, Value } from "../engine/values.ts";

/** Stands for an exact `undefined`, since `undefined` here says that nothing exact is known. */
export const nothing: Native = new Native(() => undefined);

/** The exact primitives of arguments, or nothing when one is not known. */
export function exactArguments(args: readonly Value[]): readonly Primitive[] | undefined {
  const found: Primitive[] = [];
  for (const arg of args) {
    if (!isKnown(arg)) return undefined;
    found.push(primitiveOf(arg));
  }
  return found;
}

/** An exact answer of a method. */
export function exactly(value: Value): Value {
  return value === undefined ? nothing : value;
}
