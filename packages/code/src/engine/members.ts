import { replacementTargets } from "../data/replacements.ts";
import { readApiMember, writeApiMember } from "../effects/api-members.ts";
import { functionMethods } from "./function-methods.ts";
import type { Machine } from "./machine.ts";
import { isSecretMember } from "./secret-parameters.ts";
import { bits, higher, namingOf, taintOf } from "./taint.ts";
import { folded, join, keyText, knownText } from "./texts.ts";
import {
  Accessor,
  Api,
  Bytes,
  Dict,
  Func,
  List,
  Method,
  Native,
  Opaque,
  Pattern,
  Union,
  unknown,
} from "./values.ts";
import type { Value } from "./values.ts";

/** The value of a member. */
export function getMember(m: Machine, target: Value, key: Value): Value {
  if (typeof key === "number" && target instanceof List && hasIndex(target, key)) return target.items[key];
  if (key instanceof Union) return overKeys(m, target, key);
  if (target instanceof Union) return overOptions(m, target, key);
  const name = keyText(key);
  if (target instanceof Api) return readApiMember(m, target, { name, naming: namingOf(key) });
  if (target instanceof Opaque) return memberOfOpaque(m, target, name);
  return name === undefined ? anyMember(target, key) : memberOfKnown(m, target, name);
}

function hasIndex(list: List, index: number): boolean {
  return index >= 0 && index < list.items.length;
}

function memberOfKnown(m: Machine, target: Value, name: string): Value {
  if (target instanceof Dict) return memberOfDict(m, target, name);
  if (target instanceof List) return memberOfList(target, name);
  if (target instanceof Func) return memberOfFunction(m, target, name);
  return memberOfPrimitive(m, target, name);
}

function overKeys(m: Machine, target: Value, keys: Union): Value {
  let value: Value;
  for (const key of keys.options) value = join(value, m.get(target, key));
  return value;
}

function overOptions(m: Machine, target: Union, key: Value): Value {
  let value: Value;
  for (const option of target.options)
    if (option !== undefined && option !== null) value = join(value, m.get(option, key));
  return value ?? unknown;
}

function memberOfOpaque(m: Machine, target: Opaque, name: string | undefined): Value {
  m.unknowns++;
  const held = name === undefined ? 0 : heldBy(name);
  if (target.taint === 0 && target.about === undefined && held === 0) return unknown;
  const taint = target.taint | held;
  if (name === "length") return new Opaque(taint & ~bits["credential-file"] & ~bits.environment);
  return new Opaque(taint, undefined, 0, target.about);
}

/** Members of requests as servers get them. */
const requestMembers: ReadonlySet<string> = new Set(["headers", "query", "body", "cookies"]);

/** What the name of a member says of its value. */
function heldBy(name: string): number {
  if (isSecretMember(name)) return bits.wallet;
  return requestMembers.has(name) ? bits.request : 0;
}

/** A member whose name is not known: any of those there are. */
function anyMember(target: Value, key: Value): Value {
  const about = key instanceof Opaque ? key.about : undefined;
  if (target instanceof List) return anyOf(target.items, target.rest);
  if (target instanceof Dict) return anyOf([...target.members.values()], target.rest);
  const taint = taintOf(target);
  return taint === 0 && about === undefined ? unknown : new Opaque(taint, undefined, 0, about);
}

function anyOf(values: readonly Value[], rest: Value): Value {
  let value: Value = rest;
  for (const one of values.slice(0, 40)) if (!(one instanceof Accessor)) value = join(value, one);
  return value instanceof Union || value === undefined ? (value ?? unknown) : new Union([value, unknown]);
}

const maxPrototypes = 12;

function memberOfDict(m: Machine, target: Dict, name: string): Value {
  let holder: Value = target;
  for (let step = 0; holder instanceof Dict && step < maxPrototypes; step++) {
    if (holder.members.has(name)) return valueOfMember(m, holder.members.get(name), target);
    if (holder.rest !== undefined && holder.proto === undefined) return memberBeyond(m, holder.rest, name);
    holder = holder.proto;
  }
  return holder instanceof Api ? m.get(holder, name) : inheritedMember(m, target, name);
}

/** What a member gives when it is read. */
function valueOfMember(m: Machine, member: Value, self: Value): Value {
  if (!(member instanceof Accessor)) return member;
  return member.get === undefined ? undefined : m.call(member.get, [], self);
}

function inheritedMember(m: Machine, target: Dict, name: string): Value {
  if (name === "constructor") return new Api("Object");
  if (name === "__proto__") return target.proto;
  if (target.rest !== undefined) return memberBeyond(m, target.rest, name);
  return objectMethods.has(name) ? new Method(target, name) : undefined;
}

const maxLookups = 3;

function memberBeyond(m: Machine, rest: Value, name: string): Value {
  if (objectMethods.has(name)) return new Method(rest, name);
  if (m.lookups >= maxLookups) return new Opaque(taintOf(rest));
  m.lookups++;
  try {
    return m.get(rest, name);
  } finally {
    m.lookups--;
  }
}

/** Whether the name is one of an element. */
function isIndex(name: string): boolean {
  const first = name.charCodeAt(0);
  return first >= 48 && first <= 57 && /^\d{1,9}$/.test(name);
}

const objectMethods: ReadonlySet<string> = new Set([
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "toString",
  "toLocaleString",
  "valueOf",
]);

function memberOfList(target: List, name: string): Value {
  if (isIndex(name)) {
    const index = Number(name);
    return index < target.items.length ? target.items[index] : target.rest;
  }
  if (name === "length") return target.rest === undefined ? target.items.length : unknown;
  return name === "constructor" ? new Api("Array") : new Method(target, name);
}

function memberOfFunction(m: Machine, target: Func, name: string): Value {
  if (target.hasMember(name)) return valueOfMember(m, target.member(name), target);
  if (functionMethods.has(name)) return new Method(target, name);
  switch (name) {
    case "prototype":
      return (target.prototype ??= new Dict(new Map([["constructor", target]]), undefined, m.uncertain));
    case "constructor":
      return new Api("Function");
    case "length":
      return target.node.params.length;
    case "name":
      return nameOfFunction(target);
    default:
      return target.parent === undefined ? undefined : m.get(target.parent, name);
  }
}

function nameOfFunction({ node }: Func): Value {
  return node.type === "ArrowFunctionExpression" ? unknown : (node.id?.name ?? unknown);
}

function memberOfPrimitive(m: Machine, target: Value, name: string): Value {
  const text = knownText(target);
  if (text !== undefined) return memberOfText(target, text, name);
  if (target === undefined || target === null) {
    m.unknowns++;
    return unknown;
  }
  if (target instanceof Bytes) return memberOfBytes(target, name);
  if (name === "constructor") return constructorOf(target);
  if (target instanceof Pattern && name === "source") return target.source;
  return new Method(target, name);
}

function memberOfText(target: Value, text: string, name: string): Value {
  if (name === "length") return text.length;
  if (isIndex(name)) {
    const character = text[Number(name)];
    return character === undefined ? undefined : folded(character, higher(1, namingOf(target)));
  }
  return name === "constructor" ? new Api("String") : new Method(target, name);
}

function memberOfBytes(target: Bytes, name: string): Value {
  if (name === "length" || name === "byteLength") return target.data.length;
  if (/^\d{1,9}$/.test(name)) return target.data[Number(name)];
  return name === "buffer" ? target : new Method(target, name);
}

function constructorOf(target: Value): Value {
  if (typeof target === "number") return new Api("Number");
  if (typeof target === "boolean") return new Api("Boolean");
  if (target instanceof Method || target instanceof Native) return new Api("Function");
  return target instanceof Pattern ? new Api("RegExp") : unknown;
}

/** Gives a member a value. */
export function setMember(m: Machine, target: Value, key: Value, value: Value): void {
  if (
    typeof key === "number" &&
    target instanceof List &&
    m.uncertain <= target.uncertain &&
    hasIndex(target, key)
  ) {
    target.items[key] = value;
    return;
  }
  const name = keyText(key);
  if (target instanceof Api) writeApiMember(m, target, { name, value });
  else if (target instanceof Dict) setInDict(m, target, { name, value });
  else if (target instanceof List) setInList(m, target, { name, value });
  else if (target instanceof Union) {
    for (const option of target.options) if (option !== undefined) m.set(option, key, value);
  } else if (name !== undefined) setByName(m, target, { name, value });
}

function setByName(
  m: Machine,
  target: Value,
  { name, value }: { readonly name: string; readonly value: Value },
): void {
  if (target instanceof Func) setInFunction(m, target, { name, value });
  else if (target instanceof Bytes && isIndex(name)) setByte(target, Number(name), value);
  else if (target instanceof Opaque) noteRequestHook(m, name, value);
}

interface Write {
  readonly name: string | undefined;
  readonly value: Value;
}

function setInDict(m: Machine, target: Dict, { name, value }: Write): void {
  if (name === undefined) {
    target.rest = join(target.rest ?? unknown, wholeOf(value));
    return;
  }
  const before = target.members.get(name);
  const setter = before instanceof Accessor ? before.set : setterOf(target, name);
  if (setter !== undefined) {
    m.call(setter, [value], target);
    return;
  }
  if (name === "__proto__") target.proto = value;
  else target.members.set(name, m.uncertain > target.uncertain ? join(before, value) : value);
}

/** Copying any member of a module copies the module: what helpers of compilers do with `import *`. */
function wholeOf(value: Value): Value {
  if (!(value instanceof Api) || !value.path.endsWith(".?")) return value;
  return new Api(value.path.slice(0, -2), value.naming, value.taint);
}

function setterOf(target: Dict, name: string): Value {
  const inherited = target.proto instanceof Dict ? target.proto.members.get(name) : undefined;
  return inherited instanceof Accessor ? inherited.set : undefined;
}

function setInList(m: Machine, target: List, { name, value }: Write): void {
  const isMaybe = m.uncertain > target.uncertain;
  if (name === "length" && typeof value === "number" && !isMaybe && value >= 0) {
    if (value < target.items.length) target.items.length = Math.trunc(value);
    return;
  }
  const index = name !== undefined && /^\d{1,7}$/.test(name) ? Number(name) : undefined;
  if (index === undefined || index > target.items.length + 100_000)
    target.rest = join(target.rest ?? unknown, value);
  else target.items[index] = isMaybe ? join(target.items[index], value) : value;
}

function setInFunction(
  m: Machine,
  target: Func,
  { name, value }: { readonly name: string; readonly value: Value },
): void {
  if (name === "prototype" && value instanceof Dict) {
    target.prototype = value;
    return;
  }
  target.members.set(name, m.uncertain > 0 ? join(target.members.get(name), value) : value);
}

function setByte(target: Bytes, index: number, value: Value): void {
  if (typeof value === "number" && index < target.data.length) target.data[index] = value;
}

/** Something replaces a function of an object that it did not make, such as a wallet's `request`. */
function noteRequestHook(m: Machine, name: string, value: Value): void {
  if (value instanceof Func && replacementTargets.has(`*.${name}`)) {
    m.note({ kind: "replace-global", api: name });
  }
}
