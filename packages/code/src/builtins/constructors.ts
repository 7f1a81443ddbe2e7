import { runCallbacks } from "../engine/callbacks.ts";
import type { Machine } from "../engine/machine.ts";
import { bits, namingOf, taintOf } from "../engine/taint.ts";
import { join, knownText, renderText } from "../engine/texts.ts";
import { Api, Bytes, Dict, List, Native, Opaque, Pattern, unknown } from "../engine/values.ts";
import type { Value } from "../engine/values.ts";
import { apiFunctions } from "./api-functions.ts";
import type { ApiFunction } from "./api-function.ts";
import { makeFunction } from "./code-functions.ts";
import { bytesOf } from "./codec-functions.ts";

function makePromise(m: Machine, [executor]: readonly Value[]): Value {
  let settled: Value;
  const resolve = new Native(([value]) => {
    settled = join(settled, value);
    return undefined;
  });
  m.call(executor, [resolve, new Native(() => undefined)], undefined);
  return settled ?? unknown;
}

function makeBytes(m: Machine, [source]: readonly Value[]): Value {
  if (typeof source === "number") {
    return source >= 0 && source <= m.limits.maxDecodedBytes
      ? new Bytes(new Uint8Array(Math.trunc(source)), 0)
      : unknown;
  }
  return source instanceof Bytes ? source : (bytesOf(source) ?? new Opaque(taintOf(source)));
}

function makeUrl(_: Machine, [path, base]: readonly Value[]): Value {
  const text = knownText(path);
  const from = renderText(base);
  if (text !== undefined && from === "file://${__filename}") {
    return new Opaque(0, `\${__dirname}/${text.replace(/^\.\//, "")}`, namingOf(path));
  }
  if (base === undefined || (text !== undefined && /^[a-z]+:/i.test(text)))
    return new Dict(
      new Map([
        ["href", path ?? unknown],
        ["toString", new Native(() => path)],
      ]),
      new Opaque(taintOf(path), renderText(path)),
    );
  return new Opaque(taintOf(path) | taintOf(base), `${from}${renderText(path)}`, namingOf(path));
}

function makeMap(m: Machine, [source]: readonly Value[]): Value {
  const entries = new Map<string, Value>();
  let rest: Value;
  for (const item of source instanceof List ? source.items : []) {
    if (item instanceof List) entries.set(keyOf(item.items[0]), item.items[1]);
  }
  if (source !== undefined && !(source instanceof List)) rest = new Opaque(taintOf(source));
  const get = new Native(
    ([key]) => entries.get(keyOf(key)) ?? rest ?? (entries.size === 0 ? unknown : undefined),
  );
  const set = new Native(([key, value], self) => {
    entries.set(keyOf(key), m.uncertain > 0 ? join(entries.get(keyOf(key)), value) : value);
    return self;
  });
  const forEach = new Native(([callback]) => {
    for (const [key, value] of entries) m.call(callback, [value, key], undefined);
    return undefined;
  });
  const members = new Map<string, Value>([
    ["get", get],
    ["set", set],
    ["forEach", forEach],
    ["has", new Native(() => unknown)],
  ]);
  return new Dict(members, unknown, m.uncertain);
}

function keyOf(value: Value): string {
  return knownText(value) ?? (typeof value === "object" && value !== null ? "" : String(value));
}

function request(m: Machine, args: readonly Value[]): Value {
  const [address, settings] = args;
  const members = new Map<string, Value>([["url", address ?? unknown]]);
  if (settings instanceof Dict) for (const [key, value] of settings.members) members.set(key, value);
  return new Dict(members, unknown, m.uncertain);
}

function holdData(m: Machine): Value {
  const held = new Dict(new Map(), undefined, m.uncertain);
  const add = new Native((args) => {
    const taint = args.reduce<number>((all, arg) => all | taintOf(arg), taintOf(held.rest));
    held.rest = taint === 0 ? unknown : new Opaque(taint);
    return undefined;
  });
  for (const name of ["append", "set", "add", "push"]) held.members.set(name, add);
  held.rest = unknown;
  return held;
}

/** The same with what it is made of. */
function holdGiven(m: Machine, source: Value): Value {
  if (source instanceof Api && source.path === "process.env") m.noteEnvironment();
  const held = holdData(m);
  if (held instanceof Dict && taintOf(source) !== 0) held.rest = new Opaque(taintOf(source));
  return held;
}

/** What `new` makes of classes of the platform. */
export const constructors: Readonly<Partial<Record<string, ApiFunction>>> = Object.assign(
  Object.create(null) as Record<string, ApiFunction>, // Without a prototype, so that no foreign name finds its members.
  {
    Promise: makePromise,
    Function: makeFunction,
    Uint8Array: makeBytes,
    Uint8ClampedArray: makeBytes,
    ArrayBuffer: makeBytes,
    Buffer: apiFunctions["Buffer"],
    Array: apiFunctions["Array"],
    Uint16Array: (m: Machine, args: readonly Value[]) => apiFunctions["Array"]?.(m, args, new Api("Array")),
    Uint32Array: (m: Machine, args: readonly Value[]) => apiFunctions["Array"]?.(m, args, new Api("Array")),
    Int32Array: (m: Machine, args: readonly Value[]) => apiFunctions["Array"]?.(m, args, new Api("Array")),
    String: apiFunctions["String"],
    Number: apiFunctions["Number"],
    Object: apiFunctions["Object"],
    Proxy: apiFunctions["Proxy"],
    URL: makeUrl,
    Map: makeMap,
    WeakMap: makeMap,
    FormData: holdData,
    "form-data": holdData,
    URLSearchParams: (m: Machine, [source]: readonly Value[]) => holdGiven(m, source),
    Headers: (m: Machine, [source]: readonly Value[]) => holdGiven(m, source),
    Blob: (_: Machine, [parts]: readonly Value[]) => new Opaque(taintOf(parts)),
    Request: request,
    RegExp: (_: Machine, [source, flags]: readonly Value[]) => {
      const text = source instanceof Pattern ? source.source : knownText(source);
      return text === undefined ? unknown : new Pattern(text, knownText(flags) ?? "");
    },
    Date: () => new Opaque(0, undefined, 0, "Date"),
    Error: () => unknown,
    TypeError: () => unknown,
    RangeError: () => unknown,
    MutationObserver: (m: Machine, args: readonly Value[]) => {
      runCallbacks(m, args, []);
      return unknown;
    },
    "vm.Script": apiFunctions["vm.Script"],
    Worker: undefined,
    XMLHttpRequest: () => new Api("XMLHttpRequest#", 0, bits.network),
  },
);
