/** The functions of lodash that installers and command lines use, without iteratee shorthands of rare kinds. */
export default function create() {
  const all = { ...tests(), ...objects(), ...lists(), ...texts(), ...functions() };
  const lodash = (value) => chainOf(all, value);
  Object.assign(lodash, all, { chain: lodash, VERSION: "4.17.21" });
  lodash.default = lodash;
  return lodash;
}

/** Calls of functions one after the other on what the one before gave. */
function chainOf(all, value) {
  return new Proxy(
    {},
    {
      get(_, name) {
        if (name === "value" || name === "valueOf") return () => value;
        if (typeof name !== "string" || !Object.hasOwn(all, name)) return undefined;
        return (...rest) => chainOf(all, all[name](value, ...rest));
      },
    },
  );
}

function tests() {
  const isObject = (value) => value !== null && (typeof value === "object" || typeof value === "function");
  const isPlainObject = (value) =>
    isObject(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value));
  return {
    isObject,
    isPlainObject,
    isObjectLike: (value) => typeof value === "object" && value !== null,
    isString: (value) => typeof value === "string",
    isNumber: (value) => typeof value === "number",
    isBoolean: (value) => typeof value === "boolean",
    isFunction: (value) => typeof value === "function",
    isArray: Array.isArray,
    isNaN: (value) => typeof value === "number" && Number.isNaN(value),
    isFinite: Number.isFinite,
    isInteger: Number.isInteger,
    isNil: (value) => value === undefined || value === null,
    isNull: (value) => value === null,
    isUndefined: (value) => value === undefined,
    isRegExp: (value) => value instanceof RegExp,
    isDate: (value) => value instanceof Date,
    isError: (value) => value instanceof Error,
    isEmpty: (value) => sizeOf(value) === 0,
    isEqual: (left, right) => left === right || JSON.stringify(left) === JSON.stringify(right),
  };
}

function sizeOf(value) {
  if (value === undefined || value === null || typeof value === "number" || typeof value === "boolean")
    return 0;
  return value.length ?? value.size ?? Object.keys(value).length;
}

function pathOf(path) {
  return Array.isArray(path) ? path : (String(path).match(/[^.[\]]+/g) ?? []);
}

function readPath(value, path, fallback) {
  const found = pathOf(path).reduce((inner, name) => inner?.[name], value);
  return found === undefined ? fallback : found;
}

/** A function for what lodash takes for one: a member's name, or what an item must have. */
function toCall(wanted) {
  if (typeof wanted === "function") return wanted;
  if (wanted === undefined || wanted === null) return (item) => item;
  if (typeof wanted !== "object") return (item) => readPath(item, wanted);
  return (item) => Object.entries(wanted).every(([name, value]) => item?.[name] === value);
}

function objects() {
  const merge = (target, ...sources) => {
    for (const [name, value] of sources.flatMap((source) => Object.entries(source ?? {}))) {
      const isDeep = value !== null && typeof value === "object" && !Array.isArray(value);
      if (name === "__proto__") continue;
      target[name] = isDeep ? merge({ ...target[name] }, value) : value;
    }
    return target;
  };
  const keep = (value, test) => Object.fromEntries(Object.entries(value ?? {}).filter(test));
  return {
    merge,
    get: readPath,
    has: (value, path) => readPath(value, path) !== undefined,
    set(value, path, given) {
      const names = pathOf(path);
      const last = names.at(-1);
      const inner = names.slice(0, -1).reduce((at, name) => (at[name] ??= {}), value);
      if (last !== undefined && last !== "__proto__") inner[last] = given;
      return value;
    },
    assign: Object.assign,
    extend: Object.assign,
    defaults(target, ...sources) {
      for (const [name, value] of sources.flatMap((source) => Object.entries(source ?? {}))) {
        if (target[name] === undefined) target[name] = value;
      }
      return target;
    },
    pick: (value, ...names) => keep(value, ([name]) => names.flat().includes(name)),
    pickBy: (value, test) => keep(value, ([name, member]) => toCall(test)(member, name)),
    omit: (value, ...names) => keep(value, ([name]) => !names.flat().includes(name)),
    omitBy: (value, test) => keep(value, ([name, member]) => !toCall(test)(member, name)),
    keys: (value) => Object.keys(value ?? {}),
    values: (value) => Object.values(value ?? {}),
    toPairs: (value) => Object.entries(value ?? {}),
    fromPairs: (pairs) => Object.fromEntries(pairs ?? []),
    mapValues: (value, call) => mapped(value, (name, member) => [name, toCall(call)(member, name)]),
    mapKeys: (value, call) => mapped(value, (name, member) => [toCall(call)(member, name), member]),
    invert: (value) => mapped(value, (name, member) => [member, name]),
    clone: (value) => (Array.isArray(value) ? [...value] : { ...value }),
    cloneDeep: (value) => structuredClone(value),
  };
}

function mapped(value, call) {
  return Object.fromEntries(Object.entries(value ?? {}).map(([name, member]) => call(name, member)));
}

function itemsOf(value) {
  return Array.isArray(value) || typeof value === "string" ? Array.from(value) : Object.values(value ?? {});
}

function entriesOf(value) {
  return Array.isArray(value) ? value.map((item, index) => [index, item]) : Object.entries(value ?? {});
}

function lists() {
  const each = (value, call) => {
    for (const [key, item] of entriesOf(value)) if (call(item, key, value) === false) break;
    return value;
  };
  return {
    each,
    forEach: each,
    forOwn: each,
    map: (value, call) => entriesOf(value).map(([key, item]) => toCall(call)(item, key, value)),
    filter: (value, test) => itemsOf(value).filter((item, key) => toCall(test)(item, key)),
    reject: (value, test) => itemsOf(value).filter((item, key) => !toCall(test)(item, key)),
    find: (value, test) => itemsOf(value).find((item, key) => toCall(test)(item, key)),
    findIndex: (value, test) => itemsOf(value).findIndex((item) => toCall(test)(item)),
    some: (value, test) => itemsOf(value).some((item) => toCall(test)(item)),
    every: (value, test) => itemsOf(value).every((item) => toCall(test)(item)),
    includes: (value, item) =>
      typeof value === "string" ? value.includes(item) : itemsOf(value).includes(item),
    reduce: (value, call, first) =>
      entriesOf(value).reduce((total, [key, item]) => call(total, item, key), first),
    first: (list) => list?.[0],
    head: (list) => list?.[0],
    last: (list) => list?.at(-1),
    compact: (list) => (list ?? []).filter(Boolean),
    concat: (...parts) => parts.flat(),
    flatten: (list) => (list ?? []).flat(),
    flattenDeep: (list) => (list ?? []).flat(Infinity),
    uniq: (list) => [...new Set(list)],
    without: (list, ...items) => (list ?? []).filter((item) => !items.includes(item)),
    difference: (list, ...others) => (list ?? []).filter((item) => !others.flat().includes(item)),
    union: (...parts) => [...new Set(parts.flat())],
    sortBy: (value, call) =>
      itemsOf(value).toSorted((left, right) => (toCall(call)(left) < toCall(call)(right) ? -1 : 1)),
    groupBy: (value, call) => Object.groupBy(itemsOf(value), toCall(call)),
    keyBy: (value, call) => Object.fromEntries(itemsOf(value).map((item) => [toCall(call)(item), item])),
    size: sizeOf,
    range: (count) => Array.from({ length: count }, (_, index) => index),
    times: (count, call) => Array.from({ length: count }, (_, index) => call(index)),
    join: (list, separator) => itemsOf(list).join(separator),
  };
}

function texts() {
  const words = (text) => String(text ?? "").match(/[A-Z]?[a-z]+|[A-Z]+|\d+/g) ?? [];
  const capitalize = (text) => String(text).charAt(0).toUpperCase() + String(text).slice(1).toLowerCase();
  return {
    words,
    capitalize,
    camelCase: (text) =>
      words(text)
        .map((word, at) => (at === 0 ? word.toLowerCase() : capitalize(word)))
        .join(""),
    kebabCase: (text) => words(text).join("-").toLowerCase(),
    snakeCase: (text) => words(text).join("_").toLowerCase(),
    upperFirst: (text) => String(text).charAt(0).toUpperCase() + String(text).slice(1),
    toLower: (text) => String(text ?? "").toLowerCase(),
    toUpper: (text) => String(text ?? "").toUpperCase(),
    trim: (text) => String(text ?? "").trim(),
    split: (text, separator) => String(text ?? "").split(separator),
    startsWith: (text, part) => String(text ?? "").startsWith(part),
    endsWith: (text, part) => String(text ?? "").endsWith(part),
    padStart: (text, length, fill) => String(text ?? "").padStart(length, fill),
    padEnd: (text, length, fill) => String(text ?? "").padEnd(length, fill),
    repeat: (text, count) => String(text).repeat(count),
    toString: (value) => String(value ?? ""),
    toNumber: Number,
    template: () => () => "",
  };
}

function functions() {
  return {
    noop: () => undefined,
    identity: (value) => value,
    constant: (value) => () => value,
    once(call) {
      let made;
      return (...args) => (made ??= { value: call(...args) }).value;
    },
    memoize: (call) => call,
    debounce: (call) => call,
    throttle: (call) => call,
    partial:
      (call, ...first) =>
      (...rest) =>
        call(...first, ...rest),
    bind: (call, self, ...first) => call.bind(self, ...first),
    flow:
      (...calls) =>
      (value) =>
        calls.flat().reduce((given, call) => call(given), value),
    isMatch: (value, wanted) => toCall(wanted)(value),
    property: (path) => (value) => readPath(value, path),
    uniqueId: (prefix = "") => `${prefix}1`,
    now: () => Date.now(),
    defaultTo: (value, fallback) => value ?? fallback,
  };
}
