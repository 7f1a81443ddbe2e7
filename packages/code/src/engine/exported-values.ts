import type { Machine } from "./machine.ts";
import { Accessor, Dict, Func, List, Union } from "./values.ts";
import type { Value } from "./values.ts";

/** A value under the name by which others of the package reach it. */
export interface Exported {
  readonly name: string;
  readonly value: Value;
  /** Whether it stands under the name itself, and not somewhere inside of what does. */
  readonly isItself: boolean;
}

const maxDepth = 3;
const maxCount = 800;
const maxInside = 60;

/**
 * What a source exports, with the functions inside: members of an exported object, of a class and of an instance, and those
 * of a default export, which is how bundlers write `module.exports`.
 */
export function exportedValues(m: Machine): readonly Exported[] {
  const list = new ExportList(m);
  for (const [name, value] of m.module.names) list.add(name, value, { depth: 0, isItself: true });
  const { exported } = m.module;
  if (exported instanceof Dict) list.addMembers("*", exported, { depth: -1, isItself: true });
  else if (exported !== undefined) list.add("*", exported, { depth: 0, isItself: true });
  return list.found;
}

class ExportList {
  readonly found: Exported[] = [];
  readonly #machine: Machine;
  readonly #names = new Map<Value, Set<string>>();
  readonly #opened = new Set<Value>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Adds a value; of what is inside others, functions alone. */
  add(name: string, value: Value, place: Place): void {
    const { depth, isItself } = place;
    if (this.found.length >= maxCount) return;
    if (depth === 0 || value instanceof Func) this.#push({ name, value, isItself });
    if (depth >= maxDepth || this.#opened.has(value)) return;
    if (value instanceof Dict || value instanceof Func) this.addMembers(name, value, place);
    else if (value instanceof Union || value instanceof List) this.#addOptions(name, value, place);
  }

  addMembers(name: string, value: Dict | Func, { depth, isItself }: Place): void {
    this.#opened.add(value);
    const isWhole = isItself && (name === "*" || (name === "default" && value instanceof Dict));
    for (const [key, member] of membersOf(value, depth < 0 ? maxCount : maxInside)) {
      const given = member instanceof Accessor ? this.#machine.get(value, key) : member;
      this.add(isWhole ? key : name, given, { depth: depth + 1, isItself: isWhole });
    }
  }

  #addOptions(name: string, value: Union | List, { depth, isItself }: Place): void {
    this.#opened.add(value);
    const options = value instanceof Union ? value.options : value.items;
    for (const option of options.slice(0, maxInside)) {
      this.add(name, option, { depth: depth + 1, isItself: isItself && value instanceof Union });
    }
  }

  #push(exported: Exported): void {
    const { name, value } = exported;
    const names = this.#names.get(value) ?? new Set();
    if (names.has(name)) return;
    if (value instanceof Func) this.#names.set(value, names.add(name));
    this.found.push(exported);
  }
}

interface Place {
  readonly depth: number;
  readonly isItself: boolean;
}

const maxParents = 6;

/** Members of an object and of what it inherits from; those of a class and of its instances. */
function membersOf(value: Dict | Func, most: number): readonly (readonly [string, Value])[] {
  const members = new Map<string, Value>();
  let holder: Value = value;
  for (let step = 0; step < maxParents && (holder instanceof Dict || holder instanceof Func); step++) {
    for (const [key, member] of holder.members) if (!members.has(key)) members.set(key, member);
    holder = holder instanceof Func ? holder.prototype : holder.proto;
  }
  members.delete("constructor");
  return [...members].slice(0, most);
}
