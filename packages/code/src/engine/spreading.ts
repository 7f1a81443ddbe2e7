import type { Machine } from "./machine.ts";
import { namingOf, taintOf } from "./taint.ts";
import { folded, isKnown, primitiveOf, renderText } from "./texts.ts";
import { Accessor, Api, Bytes, Dict, Func, List, Opaque } from "./values.ts";
import type { Value } from "./values.ts";

const spreadMaxLength = 400_000;

/** Adds the elements of a value to a list. */
export function spreadInto(list: List, value: Value): void {
  if (value instanceof List) {
    for (const item of value.items) list.items.push(item);
    list.rest ??= value.rest;
    return;
  }
  if (value instanceof Bytes && value.data.length < spreadMaxLength) {
    for (const byte of value.data) list.items.push(byte);
    return;
  }
  const text = isKnown(value) ? primitiveOf(value) : undefined;
  if (typeof text === "string" && text.length < spreadMaxLength) {
    for (const character of text) list.items.push(folded(character, namingOf(value)));
    return;
  }
  list.rest = new Opaque(taintOf(value) | taintOf(list.rest));
}

/** Copies the members of a value into an object. */
export function spreadMembers(dict: Dict, value: Value, m: Machine): void {
  if (value instanceof Dict) {
    for (const [name, member] of value.members) {
      dict.members.set(name, member instanceof Accessor ? m.get(value, name) : member);
    }
    if (value.rest !== undefined) dict.rest = value.rest;
    return;
  }
  if (value instanceof Api) {
    if (value.path === "process.env") m.noteEnvironment();
    dict.rest = value;
    return;
  }
  if (value instanceof List) value.items.forEach((item, index) => dict.members.set(String(index), item));
  else if (value instanceof Func) for (const [name, member] of value.members) dict.members.set(name, member);
  else if (!isKnown(value)) dict.rest = new Opaque(taintOf(value) | taintOf(dict.rest), renderText(value));
}
