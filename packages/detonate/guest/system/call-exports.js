const maxCalls = 80;
const maxDepth = 3;

/**
 * Calls what a module exports, with values that are of use to whoever would call it, so that code which waits to be called is
 * seen. What it throws is nothing: nobody knows what it wants. `secret` stands for what callers entrust a package with.
 */
export function callExports(kit, exported, secret) {
  const state = { calls: 0, seen: new Set(), kit, secret };
  visit(state, exported, 0);
}

function visit(state, value, depth) {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return;
  if (depth > maxDepth || state.calls >= maxCalls || state.seen.has(value)) return;
  state.seen.add(value);
  if (typeof value === "function") {
    const made = callOne(state, value);
    if (made !== value) visit(state, made, depth + 1);
  }
  for (const name of namesOf(value)) {
    const inner = tentatively(() => value[name]);
    if (typeof inner === "function" && isMethod(value)) callOne(state, inner, value);
    else visit(state, inner, depth + 1);
  }
}

function namesOf(value) {
  const own = Object.keys(value);
  const prototype = isMethod(value) ? Object.getOwnPropertyNames(Object.getPrototypeOf(value) ?? {}) : [];
  return [...own, ...prototype.filter((name) => name !== "constructor")].slice(0, 100);
}

/** Whether a value is made by a class of the package, so that its functions belong to it. */
function isMethod(value) {
  if (typeof value !== "object") return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null;
}

function callOne(state, callee, self) {
  if (state.calls >= maxCalls) return undefined;
  state.calls += 1;
  const args = argumentsFor(state, callee.length);
  const isClass = tentatively(() => /^class\b/.test(Function.prototype.toString.call(callee)));
  const result = tentatively(() => (isClass ? new callee(...args) : callee.apply(self, args)));
  if (result instanceof Promise) result.catch(() => undefined);
  return result;
}

/** First what is secret, then what has any member, then who is called back. */
function argumentsFor({ kit, secret }, count) {
  const options = kit.ghost("argument");
  const callback = () => undefined;
  const all = [secret, options, callback, secret];
  return count <= 1 ? [secret, options, callback] : all.slice(0, Math.max(3, count));
}

function tentatively(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}
