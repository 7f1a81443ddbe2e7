import type { Machine } from "../engine/machine.ts";
import { higher, namingOf } from "../engine/taint.ts";
import { compose, folded, isKnown, join, keyText, knownText, primitiveOf, truthOf } from "../engine/texts.ts";
import { applyBinary } from "../engine/operators.ts";
import { Dict, Func, List, Method, Native, Api, Opaque, unknown } from "../engine/values.ts";
import type { NamingLevel, Value } from "../engine/values.ts";
import { tableOf } from "../tables.ts";
import { exactly, nothing } from "./exact.ts";
import { takenArguments } from "./taken-arguments.ts";

type ListMethod = (m: Machine, list: List, args: readonly Value[]) => Value;

/** Elements over which a function is called one by one. */
const maxVisited = 20_000;

function isCallable(value: Value): boolean {
  return value instanceof Func || value instanceof Native || value instanceof Api || value instanceof Method;
}

function derived(m: Machine, items: Value[], rest?: Value): List {
  return new List(items, rest, m.uncertain);
}

function index(value: Value, fallback: number): number | undefined {
  if (value === undefined) return fallback;
  return isKnown(value) ? Number(primitiveOf(value)) : undefined;
}

/** The values that a function gives for the elements of a list. */
function visit(m: Machine, list: List, callback: Value): Value[] {
  const given: Value[] = [];
  for (let at = 0; at < list.items.length && at < maxVisited; at++) {
    if (m.steps <= 0) break;
    given.push(m.call(callback, takenArguments(callback, [list.items[at], at, list]), undefined));
  }
  return given;
}

function visitRest(m: Machine, list: List, callback: Value): Value {
  if (list.rest === undefined) return undefined;
  m.uncertain++;
  const value = m.call(callback, [list.rest, unknown, list], undefined);
  m.uncertain--;
  return value ?? unknown;
}

function isMaybe(m: Machine, list: List): boolean {
  return m.uncertain > list.uncertain;
}

function joinTexts(m: Machine, list: List, [separator]: readonly Value[]): Value {
  const by = separator === undefined ? "," : keyText(separator);
  const items = list.rest === undefined ? list.items : [...list.items, list.rest];
  let naming: NamingLevel = 1;
  for (const item of items) naming = higher(naming, namingOf(item));
  const known = items.map((item) => (item === undefined || item === null ? "" : keyText(item)));
  if (by !== undefined && !known.includes(undefined)) {
    const text = known.join(by);
    return text.length > m.limits.maxTextLength ? unknown : folded(text, naming);
  }
  return compose(
    items.slice(0, 200).flatMap((item, at) => (at === 0 ? [item] : [by ?? ",", item])),
    naming,
  );
}

function reduce(m: Machine, list: List, args: readonly Value[]): Value {
  const [callback] = args;
  if (!isCallable(callback) || list.items.length > maxVisited) return undefined;
  let value: Value = args.length > 1 ? args[1] : list.items[0];
  for (let at = args.length > 1 ? 0 : 1; at < list.items.length; at++) {
    if (m.steps <= 0) return unknown;
    value = m.call(callback, takenArguments(callback, [value, list.items[at], at, list]), undefined);
  }
  if (list.rest !== undefined)
    value = join(value, m.call(callback, [value, list.rest, unknown, list], undefined));
  return exactly(value);
}

function find(m: Machine, list: List, callback: Value): { readonly at: number } | undefined {
  if (list.rest !== undefined || !isCallable(callback)) return undefined;
  for (let at = 0; at < list.items.length && at < maxVisited; at++) {
    const truth = truthOf(m.call(callback, takenArguments(callback, [list.items[at], at, list]), undefined));
    if (truth === undefined) return undefined;
    if (truth) return { at };
  }
  return { at: -1 };
}

function anyItem(list: List): Value {
  let value = list.rest;
  for (const item of list.items.slice(0, 30)) value = join(value, item);
  return value ?? unknown;
}

function indexOf(m: Machine, list: List, [wanted]: readonly Value[]): Value {
  if (list.rest !== undefined) return unknown;
  for (let at = 0; at < list.items.length; at++) {
    const truth = truthOf(applyBinary(m, "===", list.items[at], wanted));
    if (truth === undefined) return unknown;
    if (truth) return at;
  }
  return -1;
}

/** The methods of arrays; `undefined` where nothing exact can be said. */
export const listMethods: ReadonlyMap<string, ListMethod> = tableOf<ListMethod>({
  push: (_, list, args) => {
    if (list.items.length < 500_000) list.items.push(...args.slice(0, 10_000));
    return list.items.length;
  },
  pop: (m, list) => (isMaybe(m, list) ? anyItem(list) : exactly(list.items.pop())),
  shift: (m, list) => (isMaybe(m, list) ? anyItem(list) : exactly(list.items.shift())),
  unshift: (_, list, args) => {
    list.items.unshift(...args.slice(0, 10_000));
    return list.items.length;
  },
  reverse: (_, list) => {
    list.items.reverse();
    for (let at = 0; at < list.items.length; at++) {
      const item = list.items[at];
      if (typeof item === "string") list.items[at] = folded(item, 1);
    }
    return list;
  },
  toReversed: (m, list) => derived(m, list.items.toReversed(), list.rest),
  slice: (m, list, [from, to]) => {
    const start = index(from, 0);
    const end = index(to, list.items.length);
    return start === undefined || end === undefined
      ? derived(m, [...list.items], unknown)
      : derived(m, list.items.slice(start, end), list.rest);
  },
  splice: (m, list, [from, count, ...added]) => {
    const start = index(from, 0);
    const length = index(count, list.items.length);
    if (start === undefined || length === undefined || isMaybe(m, list)) return undefined;
    return derived(m, list.items.splice(start, length, ...added), list.rest);
  },
  concat: (m, list, args) => {
    const items = [...list.items];
    let { rest } = list;
    for (const arg of args) {
      if (arg instanceof List) {
        for (const item of arg.items) items.push(item);
        rest ??= arg.rest;
      } else if (arg instanceof Opaque) rest = join(rest, arg);
      else items.push(arg);
    }
    return derived(m, items, rest);
  },
  join: joinTexts,
  toString: (m: Machine, list: List) => joinTexts(m, list, [","]),
  map: (m, list, [callback]) => {
    if (!isCallable(callback)) return undefined;
    return derived(m, visit(m, list, callback), visitRest(m, list, callback));
  },
  forEach: (m, list, [callback]) => {
    visit(m, list, callback);
    visitRest(m, list, callback);
    return nothing;
  },
  flatMap: (m, list, [callback]) => {
    const given = visit(m, list, callback).flatMap((one) => (one instanceof List ? one.items : [one]));
    return derived(m, given, visitRest(m, list, callback));
  },
  flat: (m, list) =>
    derived(
      m,
      list.items.flatMap((one) => (one instanceof List ? one.items : [one])),
      list.rest,
    ),
  filter: (m, list, [callback]) => {
    const given = visit(m, list, callback);
    visitRest(m, list, callback);
    return derived(
      m,
      list.items.filter((_, at) => truthOf(given[at]) !== false),
      list.rest,
    );
  },
  some: (m, list, [callback]) =>
    find(m, list, callback)?.at === undefined ? unknown : find(m, list, callback)?.at !== -1,
  every: (m, list, [callback]) => {
    const given = new Set(visit(m, list, callback).map(truthOf));
    visitRest(m, list, callback);
    if (given.has(false)) return false;
    return given.has(undefined) || list.rest !== undefined ? unknown : true;
  },
  find: (m, list, [callback]) => {
    const found = find(m, list, callback);
    return found === undefined ? anyItem(list) : exactly(list.items[found.at]);
  },
  findIndex: (m, list, [callback]) => find(m, list, callback)?.at ?? unknown,
  reduce,
  reduceRight: (m, list, args) => reduce(m, derived(m, list.items.toReversed(), list.rest), args),
  indexOf,
  includes: (m, list, args) => {
    const at = indexOf(m, list, args);
    return typeof at === "number" ? at >= 0 : unknown;
  },
  at: (_, list, [where]) => {
    const at = index(where, 0);
    return at === undefined ? anyItem(list) : exactly(list.items.at(at));
  },
  sort: (m, list, [compare]) => {
    if (compare === undefined && list.items.every((item) => knownText(item) !== undefined)) {
      list.items.sort((one, other) => (String(knownText(one)) < String(knownText(other)) ? -1 : 1));
      return list;
    }
    sortBy(m, list, compare);
    return list;
  },
  fill: (_, list, [value]) => {
    if (list.items.length < 100_000) list.items.fill(value);
    return list;
  },
  keys: (m, list) =>
    derived(
      m,
      list.items.map((_, at) => at),
      list.rest === undefined ? undefined : unknown,
    ),
  values: (_, list) => list,
  entries: (m, list) =>
    derived(
      m,
      list.items.map((item, at) => new List([at, item])),
      list.rest === undefined ? undefined : unknown,
    ),
  next: (m, list) => {
    const value = list.items[0] ?? list.rest;
    return new Dict(new Map([["value", value]]), unknown, m.uncertain);
  },
});

function sortBy(m: Machine, list: List, compare: Value): void {
  if (!isCallable(compare) || list.items.length > 2_000) return;
  let isExact = true;
  const sorted = list.items.toSorted((one, other) => {
    const order = isExact ? m.call(compare, [one, other], undefined) : 0;
    if (typeof order === "number" && !Number.isNaN(order)) return order;
    isExact = false;
    return 0;
  });
  if (isExact) list.items.splice(0, list.items.length, ...sorted);
}
