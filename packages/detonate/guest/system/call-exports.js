import { argumentsFor } from "./call-arguments.js";

const maxCalls = 120;
const maxDepth = 4;
const namesMaxCount = 100;
/** What makes a listener or a worker of a made thing do its work. */
const events = ["data", "message", "request", "connect", "ready", "error"];

/**
 * Calls what a module exports, with values that are of use to whoever would call it, so that code which waits to be called is
 * seen: functions, classes and their methods, what they give back at once and later. What it throws is nothing: nobody knows
 * what it wants. `secrets` stand for what callers entrust a package with.
 */
export function callExports(kit, exported, secrets) {
  const state = { calls: 0, seen: new Set(), given: { kit, secrets, called: () => undefined } };
  visit(state, exported, { depth: 0, name: "" });
}

function visit(state, value, { depth, name, self }) {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return;
  if (depth > maxDepth || state.calls >= maxCalls || state.seen.has(value)) return;
  state.seen.add(value);
  if (typeof value === "function")
    give(state, callOne(state, value, { self, name }), { depth: depth + 1, name });
  for (const inner of namesOf(value)) {
    const member = tentatively(() => value[inner]);
    visit(state, member, { depth: depth + 1, name: inner, self: isMade(value) ? value : undefined });
  }
  if (isMade(value))
    for (const event of events) tentatively(() => listenersOf(value, event) && value.emit(event, {}));
}

/** What comes back, and what comes of it later. */
function give(state, made, place) {
  if (typeof tentatively(() => made?.then) !== "function") return visit(state, made, place);
  return void tentatively(() =>
    Promise.resolve(made).then(
      (value) => visit(state, value, place),
      () => undefined,
    ),
  );
}

function listenersOf(value, event) {
  return typeof value.emit === "function" && value.listenerCount?.(event) > 0;
}

function namesOf(value) {
  const own = Object.keys(value);
  const prototype = isMade(value) ? Object.getOwnPropertyNames(Object.getPrototypeOf(value) ?? {}) : [];
  const statics = typeof value === "function" ? Object.getOwnPropertyNames(value) : [];
  const all = new Set([...own, ...prototype, ...statics]);
  for (const name of ["constructor", "prototype", "length", "name", "arguments", "caller"]) all.delete(name);
  return [...all].slice(0, namesMaxCount);
}

/** Whether a value is made by a class of the package, so that its functions belong to it. */
function isMade(value) {
  if (typeof value !== "object") return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null;
}

function callOne(state, callee, { self, name }) {
  if (state.calls >= maxCalls) return undefined;
  state.calls += 1;
  const known = tentatively(() => callee.name) ?? "";
  const args = tentatively(() => argumentsFor(state.given, callee, `${name} ${known}`)) ?? [];
  const isClass = tentatively(() => /^class\b/.test(Function.prototype.toString.call(callee)));
  const hasMethods = tentatively(() => Object.getOwnPropertyNames(callee.prototype ?? {}).length > 1);
  if (isClass || (hasMethods && self === undefined)) return tentatively(() => new callee(...args));
  return tentatively(() => callee.apply(self, args));
}

function tentatively(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}
