import { primordials } from "./primordials.js";

const {
  ObjectCreate,
  Proxy: ProxyNow,
  ReflectApply,
  ReflectDefineProperty,
  ReflectDeleteProperty,
  ReflectGetOwnPropertyDescriptor,
  ReflectOwnKeys,
} = primordials;
const { get: ReflectGet, has: ReflectHas, set: ReflectSet, preventExtensions } = Reflect;
const { getPrototypeOf: ReflectGetPrototypeOf, setPrototypeOf: ReflectSetPrototypeOf } = Reflect;
const { includes: StringIncludes } = String.prototype;
// oxlint-disable-next-line no-eval -- What a table's own function asks for by this name must be the engine's.
const evaluateDirectly = globalThis.eval;
const sourceOf = Function.prototype.toString;
const deferredCall = "$$table(";

/**
 * Makes the tables whose functions the host left for later: objects and lists that have each function from when it is first asked
 * for. `bridge.take` has the text of one, which the table's own `gate` evaluates where the table stands; `bridge.taken` says
 * that it did.
 */
export function watchTables(bridge, host) {
  const state = { pending: undefined, isRestoring: false };
  const pending = () => {
    const text = state.pending;
    state.pending = undefined;
    return text;
  };
  fix("$$pending", pending);
  fix("$$table", (number, gate) => {
    restoreSources(state, host);
    return createTable({ number, gate, bridge, host, state });
  });
}

function createTable(parts) {
  const { isList, keys } = parts.host("source.tableKeys", { table: parts.number }).value;
  const target = isList ? [] : {};
  if (isList) target.length = keys.length;
  const settled = ObjectCreate(null);
  const table = { ...parts, isList, keys, target, settled, made: [], isWhole: false };
  table.proxy = new ProxyNow(target, trapsOf(table));
  return table.proxy;
}

function trapsOf(table) {
  return {
    __proto__: null,
    get: (target, key, receiver) => {
      settle(table, key);
      return ReflectGet(target, key, receiver);
    },
    set: (target, key, value, receiver) => {
      settle(table, key);
      if (key === "length" && table.isList && receiver === table.proxy) {
        // The pinned engine takes its own definition of a list's length, by a proxy, for an inconsistent one.
        settleAll(table);
        return ReflectSet(target, key, value);
      }
      return ReflectSet(target, key, value, receiver);
    },
    has: (target, key) => {
      settle(table, key);
      return ReflectHas(target, key);
    },
    deleteProperty: (target, key) => {
      settle(table, key);
      return ReflectDeleteProperty(target, key);
    },
    defineProperty: (target, key, descriptor) => {
      if (key === "length") settleAll(table);
      settle(table, key);
      return ReflectDefineProperty(target, key, descriptor);
    },
    getOwnPropertyDescriptor: (target, key) => {
      settle(table, key);
      return ReflectGetOwnPropertyDescriptor(target, key);
    },
    ownKeys: (target) => {
      settleAll(table);
      return ReflectOwnKeys(target);
    },
    // `super` of a method begins above the object that it was written in: one of its own here.
    setPrototypeOf: (target, above) => {
      const { made } = table;
      for (let index = 0; index < made.length; index += 1) ReflectSetPrototypeOf(made[index], above);
      return ReflectSetPrototypeOf(target, above);
    },
    preventExtensions: (target) => {
      settleAll(table);
      return preventExtensions(target);
    },
  };
}

/** Puts the function that was written under a key there, unless something was done with the key before. */
function settle(table, key) {
  if (table.isWhole || typeof key !== "string" || table.settled[key] === true) return;
  const made = evaluate(table, key);
  if (made === undefined) {
    table.settled[key] = true;
    return;
  }
  // One function of a list is the first of a list of its own.
  if (table.isList && made.length === 1) putOne(table, key, made[0]);
  else putAll(table, made);
}

/** All of them, in the order in which they were written; what code has put there meanwhile comes behind. */
function settleAll(table) {
  if (table.isWhole) return;
  const made = evaluate(table, undefined);
  table.isWhole = true;
  if (made === undefined) return;
  putAll(table, made);
  const { target } = table;
  const kept = ObjectCreate(null);
  for (const key of ReflectOwnKeys(target)) {
    const descriptor = ReflectGetOwnPropertyDescriptor(target, key);
    if (descriptor.configurable && ReflectDeleteProperty(target, key)) kept[key] = descriptor;
  }
  const put = (key) => {
    if (kept[key] !== undefined) ReflectDefineProperty(target, key, kept[key]);
    kept[key] = undefined;
  };
  for (const key of table.keys) put(key);
  for (const key of ReflectOwnKeys(kept)) put(key);
}

function putAll(table, made) {
  const { target, settled, isList, made: all } = table;
  if (!isList) {
    all[all.length] = made;
    ReflectSetPrototypeOf(made, ReflectGetPrototypeOf(target));
  }
  for (const key of ReflectOwnKeys(made)) {
    if ((key === "length" && isList) || settled[key] === true) continue;
    putOne(table, key, ReflectGetOwnPropertyDescriptor(made, key).value);
  }
}

function putOne({ target, settled }, key, value) {
  ReflectDefineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  settled[key] = true;
}

/** Security: the gate evaluates what is pending here and nothing else, whatever code calls it or has made of `eval`. */
function evaluate({ number, gate, bridge, state }, key) {
  const text = bridge.take(`${number}`, key === undefined ? "all" : "one", key ?? "");
  if (text === undefined) return undefined;
  const changed = ReflectGetOwnPropertyDescriptor(globalThis, "eval");
  if (changed?.value !== evaluateDirectly)
    putEval({ value: evaluateDirectly, writable: true, configurable: true });
  state.pending = text;
  try {
    return gate();
  } finally {
    state.pending = undefined;
    bridge.taken();
    if (changed?.value !== evaluateDirectly) putEval(changed);
  }
}

function putEval(descriptor) {
  if (descriptor === undefined) ReflectDeleteProperty(globalThis, "eval");
  else ReflectDefineProperty(globalThis, "eval", descriptor);
}

/** Functions around a table tell their text as it was written. */
function restoreSources(state, host) {
  if (state.isRestoring) return;
  state.isRestoring = true;
  const told = new ProxyNow(sourceOf, {
    apply: (target, self, args) => {
      const text = ReflectApply(target, self, args);
      return ReflectApply(StringIncludes, text, [deferredCall])
        ? host("source.original", { text }).value || text
        : text;
    },
  });
  const descriptor = ReflectGetOwnPropertyDescriptor(Function.prototype, "toString");
  if (descriptor?.value === sourceOf)
    ReflectDefineProperty(Function.prototype, "toString", { ...descriptor, value: told });
}

function fix(name, value) {
  ReflectDefineProperty(globalThis, name, { value, writable: false, enumerable: false, configurable: false });
}
