import { globalNames } from "../data/globals.ts";
import { noteReplacement } from "../effects/api-members.ts";
import { runCallbacks } from "../engine/callbacks.ts";
import { spreadInto, spreadMembers } from "../engine/spreading.ts";
import type { Machine } from "../engine/machine.ts";
import { bits, namingOf, taintOf } from "../engine/taint.ts";
import { folded, isKnown, join, keyText, optionsOf, primitiveOf } from "../engine/texts.ts";
import { Accessor, Api, Bytes, Dict, Func, List, Native, Opaque, unknown } from "../engine/values.ts";
import type { Value } from "../engine/values.ts";
import type { ApiFunction } from "./api-function.ts";
import { exactArguments } from "./exact.ts";
import { listed } from "./function-calls.ts";

/** The members of a value in order, and what others there may be. */
function membersOf(
  m: Machine,
  value: Value,
): { readonly entries: readonly (readonly [string, Value])[]; readonly rest: Value } {
  if (value instanceof Dict)
    return {
      entries: [...value.members].map(([key, one]) => [
        key,
        one instanceof Accessor ? m.get(value, key) : one,
      ]),
      rest: value.rest,
    };
  if (value instanceof List)
    return { entries: value.items.map((one, at) => [String(at), one]), rest: value.rest };
  if (value instanceof Func) return { entries: [...value.members], rest: undefined };
  if (value instanceof Api && value.path === "process.env") {
    m.noteEnvironment();
    return { entries: [], rest: new Opaque(bits.environment) };
  }
  if (value instanceof Api && value.path === "globalThis") {
    return { entries: [...globalNames].map((name) => [name, m.get(value, name)] as const), rest: undefined };
  }
  return { entries: [], rest: new Opaque(taintOf(value)) };
}

function keys(m: Machine, [value]: readonly Value[]): Value {
  const { entries, rest } = membersOf(m, value);
  const isEnvironment = value instanceof Api && value.path === "process.env";
  const other = isEnvironment
    ? new Opaque(bits.environment, undefined, 0, "environment-name")
    : rest === undefined
      ? undefined
      : unknown;
  return new List(
    entries.map(([key]) => key),
    other,
    m.uncertain,
  );
}

function define(m: Machine, [target, key, descriptor]: readonly Value[]): Value {
  const name = keyText(key);
  const { value, accessor } = described(descriptor);
  if (target instanceof Api && name !== undefined) {
    const path = target.path === "globalThis" ? name : `${target.path}.${name}`;
    noteReplacement(m, path, { value: accessor?.get ?? value, naming: namingOf(key) });
    m.globals.set(path, accessor?.get === undefined ? value : unknown);
    return target;
  }
  if (accessor !== undefined && name !== undefined && (target instanceof Dict || target instanceof Func))
    target.members.set(name, accessor);
  else m.set(target, key, value);
  return target;
}

function described(descriptor: Value): { readonly value: Value; readonly accessor: Accessor | undefined } {
  if (!(descriptor instanceof Dict)) return { value: unknown, accessor: undefined };
  const [get, set] = [descriptor.members.get("get"), descriptor.members.get("set")];
  const accessor = get === undefined && set === undefined ? undefined : new Accessor(get, set);
  return { value: descriptor.members.get("value"), accessor };
}

function create(m: Machine, [proto]: readonly Value[]): Value {
  const dict = new Dict(new Map(), undefined, m.uncertain);
  if (proto instanceof Dict) dict.proto = proto;
  else if (proto instanceof Api) dict.rest = proto;
  else if (proto !== null && proto !== undefined) dict.rest = unknown;
  return dict;
}

function prototypeOf(_: Machine, [value]: readonly Value[]): Value {
  if (value instanceof Dict) return value.proto ?? new Api("Object#");
  if (value instanceof Func) return value.parent ?? new Api("Function#");
  return value instanceof Api ? value : unknown;
}

function assign(m: Machine, args: readonly Value[]): Value {
  const [target, ...sources] = args;
  if (target instanceof Dict) {
    for (const source of sources) for (const option of optionsOf(source)) spreadMembers(target, option, m);
    return target;
  }
  for (const source of sources)
    for (const [key, value] of membersOf(m, source).entries) m.set(target, key, value);
  return target;
}

function descriptorOf(m: Machine, [target, key]: readonly Value[]): Value {
  const members = new Map<string, Value>([["value", m.get(target, key)]]);
  return new Dict(members, unknown, m.uncertain);
}

function arrayFrom(m: Machine, [source, map]: readonly Value[]): Value {
  const list = new List([], undefined, m.uncertain);
  const length = source instanceof Dict ? source.members.get("length") : undefined;
  if (typeof length === "number" && length <= 100_000) {
    for (let at = 0; at < length; at++)
      list.items.push(source instanceof Dict ? source.members.get(String(at)) : undefined);
  } else if (source instanceof Bytes && source.data.length < 200_000) list.items.push(...source.data);
  else spreadInto(list, source);
  return map === undefined ? list : m.callMethod(list, { name: "map", args: [map] });
}

function makeArray(m: Machine, args: readonly Value[]): Value {
  const [size] = args;
  if (args.length !== 1 || typeof size !== "number") return new List([...args], undefined, m.uncertain);
  return size >= 0 && size <= 100_000
    ? new List(Array.from({ length: size }), undefined, m.uncertain)
    : new List([], unknown, m.uncertain);
}

function math(
  name: string,
  operate: (...values: readonly number[]) => number,
): readonly [string, ApiFunction] {
  return [
    `Math.${name}`,
    (_, args) => {
      const exact = exactArguments(args);
      return exact === undefined ? unknown : operate(...exact.map(Number));
    },
  ];
}

const mathematics: Readonly<Record<string, ApiFunction>> = Object.fromEntries([
  math("floor", (value = Number.NaN) => Math.floor(value)),
  math("ceil", (value = Number.NaN) => Math.ceil(value)),
  math("round", (value = Number.NaN) => Math.round(value)),
  math("trunc", (value = Number.NaN) => Math.trunc(value)),
  math("abs", (value = Number.NaN) => Math.abs(value)),
  math("sqrt", (value = Number.NaN) => Math.sqrt(value)),
  math("pow", (base = Number.NaN, power = Number.NaN) => base ** power),
  math("imul", (one = 0, other = 0) => Math.imul(one, other)),
  math("log", (value = Number.NaN) => Math.log(value)),
  math("sin", (value = Number.NaN) => Math.sin(value)),
  math("cos", (value = Number.NaN) => Math.cos(value)),
  math("max", (...values) => Math.max(...values)),
  math("min", (...values) => Math.min(...values)),
]);

function promised(m: Machine, [value]: readonly Value[]): Value {
  void m;
  return value;
}

/** A list of promises is the list of their values. */
function settledList(_: Machine, [value]: readonly Value[]): Value {
  return value instanceof List ? value : new Opaque(taintOf(value));
}

function raced(_: Machine, [value]: readonly Value[]): Value {
  if (!(value instanceof List)) return unknown;
  let one = value.rest;
  for (const item of value.items) one = join(one, item);
  return one ?? unknown;
}

function fromEntries(m: Machine, [value]: readonly Value[]): Value {
  const dict = new Dict(new Map(), undefined, m.uncertain);
  if (!(value instanceof List) || value.rest !== undefined) dict.rest = new Opaque(taintOf(value));
  for (const item of value instanceof List ? value.items : []) {
    if (!(item instanceof List)) continue;
    const key = keyText(item.items[0]);
    if (key === undefined) dict.rest = new Opaque(taintOf(item));
    else dict.members.set(key, item.items[1]);
  }
  return dict;
}

/** Objects, arrays, reflection, promises. */
export const objectFunctions: Readonly<Record<string, ApiFunction>> = {
  ...mathematics,
  "Object.keys": keys,
  "Object.getOwnPropertyNames": keys,
  "Reflect.ownKeys": keys,
  "Object.values": (m, [value]) => {
    const { entries, rest } = membersOf(m, value);
    return new List(
      entries.map(([, one]) => one),
      rest,
      m.uncertain,
    );
  },
  "Object.entries": (m, [value]) => {
    const { entries, rest } = membersOf(m, value);
    const other =
      rest === undefined
        ? undefined
        : new List([taintOf(rest) === 0 ? unknown : new Opaque(0, undefined, 0, "environment-name"), rest]);
    return new List(
      entries.map(([key, one]) => new List([key, one])),
      other,
      m.uncertain,
    );
  },
  "Object.fromEntries": fromEntries,
  "Object.assign": assign,
  "Object.create": create,
  "Object.getPrototypeOf": prototypeOf,
  "Reflect.getPrototypeOf": prototypeOf,
  "Object.setPrototypeOf": (_, [target, proto]) => {
    if (target instanceof Dict) target.proto = proto;
    return target;
  },
  "Object.defineProperty": define,
  "Reflect.defineProperty": define,
  "Object.defineProperties": (m, [target, all]) => {
    for (const [key, descriptor] of membersOf(m, all).entries) define(m, [target, key, descriptor]);
    return target;
  },
  "Object.getOwnPropertyDescriptor": descriptorOf,
  "Reflect.getOwnPropertyDescriptor": descriptorOf,
  "Object.freeze": promised,
  "Object.seal": promised,
  "Object.preventExtensions": promised,
  // Without `new` it makes one all the same.
  RegExp: (m, args) => m.construct(new Api("RegExp"), args),
  Object: (m, [value]) => value ?? new Dict(new Map(), undefined, m.uncertain),
  "Reflect.get": (m, [target, key]) => m.get(target, key),
  "Reflect.set": (m, [target, key, value]) => {
    m.set(target, key, value);
    return true;
  },
  "Reflect.apply": (m, [target, self, list]) => m.callMethod(target, { name: "apply", args: [self, list] }),
  "Reflect.construct": (m, [target, list]) => m.construct(target, listed(list)),
  "Array.from": arrayFrom,
  "Array.of": (m, args) => new List([...args], undefined, m.uncertain),
  Array: makeArray,
  "Array.isArray": (_, [value]) =>
    value instanceof List
      ? true
      : isKnown(value) || value instanceof Dict || value instanceof Func
        ? false
        : unknown,
  "Promise.resolve": promised,
  "Promise.reject": () => unknown,
  "Promise.all": settledList,
  "Promise.allSettled": (_, [value]) => {
    if (!(value instanceof List)) return unknown;
    return new List(
      value.items.map((item) => new Dict(new Map([["value", item]]), unknown)),
      value.rest,
    );
  },
  "Promise.race": raced,
  "Promise.any": raced,
  structuredClone: promised,
  Symbol: (_, [value]) => folded(`@@${isKnown(value) ? String(primitiveOf(value)) : "symbol"}`, 0),
  "util.promisify": (_, [value]) => (value instanceof Func ? new Native(() => unknown) : value),
  "util.callbackify": promised,
  "util.deprecate": promised,
  "util.inspect": (m, [value]) => {
    if (value instanceof Api && value.path === "process.env") m.noteEnvironment();
    return isKnown(value) ? value : new Opaque(taintOf(value));
  },
  "util.inherits": (_, [child, parent]) => {
    if (child instanceof Func && parent instanceof Func) {
      child.prototype ??= new Dict();
      child.prototype.proto = parent.prototype ??= new Dict();
    }
    return undefined;
  },
  queueMicrotask: (m, args) => runCallbacks(m, args, []),
  setImmediate: (m, args) => runCallbacks(m, args, args.slice(1)) ?? unknown,
  "process.nextTick": (m, args) => runCallbacks(m, args, args.slice(1)) ?? unknown,
  requestAnimationFrame: (m, args) => runCallbacks(m, args, []),
  requestIdleCallback: (m, args) => runCallbacks(m, args, []),
};
