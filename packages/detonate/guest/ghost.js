import { primordials } from "./system/primordials.js";

const { Proxy } = primordials;
const maxDepth = 40;
const textOf = new WeakMap();

/** Methods that go outside whatever they are given. */
const always =
  /(?:^|[.])(?:login|sendMessage|sendDocument|putObject|createRepository|createOrUpdateFileContents|sendMail)$/;

/** Names of methods by which packages that are not there would do something outside, and what that is. */
const effects = [
  [
    /(?:^|[.])(?:post|put|patch|sendMessage|sendDocument|sendFile|send|upload|putObject|createRepository|createOrUpdateFileContents|emit|publish|sendMail|execute)$/i,
    "network",
  ],
  [/(?:^|[.])(?:get|request|fetch|download|connect|login|query|createConnection|getObject)$/i, "network"],
  [/(?:^|[.])(?:exec|execSync|spawn|spawnSync|execa|command|shell|runScript|sudo)$/i, "process"],
  [/(?:^|[.])(?:getPassword|findCredentials|unprotectData|readSync|clipboard[.]read|getText)$/i, "env"],
];

/**
 * A value that stands for what is not there: it can be called, constructed, awaited, iterated, compared, and turned into text.
 * Members are made when they are asked for and stay the same. A call that looks like an effect is told with its arguments.
 */
export function createGhost(kit, name) {
  return ghostOf(kit, name, 0);
}

function ghostOf(kit, name, depth, isPromise = false) {
  const members = new Map();
  const target = function ghost() {};
  const next = (suffix) =>
    depth < maxDepth ? ghostOf(kit, `${name}${suffix}`, depth + 1, suffix === "()") : undefined;
  const settled = () => ghostOf(kit, name, depth + 1);
  const ghost = new Proxy(target, {
    get(_, key) {
      if (members.has(key)) return members.get(key);
      const value =
        typeof key === "symbol"
          ? ofSymbol(key, name)
          : ofName(key, { kit, name, next, settled, isPromise, isPackage: depth === 0 });
      members.set(key, value);
      return value;
    },
    set(_, key, value) {
      members.set(key, value);
      return true;
    },
    has: (_, key) => typeof key === "string" || members.has(key),
    deleteProperty: (_, key) => members.delete(key) || true,
    apply: (_, _receiver, args) => called(kit, { name, next, args }),
    construct(_, args, derived) {
      tell(kit, `new ${name}`, args);
      // A class of the package that extends what is not there keeps its own methods.
      if (derived !== ghost) return Reflect.construct(Object, [], derived);
      return next("()") ?? {};
    },
    ownKeys: () => ["prototype"],
    getPrototypeOf: () => ancestor,
  });
  // What is made with a ghost as its model has the ghost's members too.
  const ancestor = new Proxy(Object.create(Function.prototype), {
    get: (above, key) => (key in above ? above[key] : ghost[key]),
  });
  textOf.set(ghost, name);
  return ghost;
}

function ofSymbol(key, name) {
  if (key === Symbol.toPrimitive) return (hint) => (hint === "number" ? 1 : name);
  if (key === Symbol.iterator) return function* none() {};
  if (key === Symbol.asyncIterator) return async function* none() {};
  if (key === Symbol.toStringTag) return "Object";
  return undefined;
}

/** What a call gives may be awaited, and comes to a ghost that may not: awaiting ends. */
function ofName(key, { kit, name, next, settled, isPromise, isPackage }) {
  switch (key) {
    case "then":
      return isPromise ? (...callbacks) => promised(kit, name, settled()).then(...callbacks) : undefined;
    case "toString":
    case "valueOf":
    case "toJSON":
      return () => name;
    case "length":
      return 0;
    case "name":
      return name.split(".").at(-1);
    case "prototype":
      return {};
    case "__esModule":
      // Helpers of compilers that find it take the package as it is, instead of copying what it lists.
      return isPackage;
    case "catch":
    case "finally":
      return () => next("");
    default:
      return next(`.${key}`);
  }
}

/** Where servers have nothing, what would have asked them fails. */
function promised(kit, name, value) {
  return new Promise((resolve, reject) => (isRefused(kit) ? reject(failureOf(name)) : resolve(value)));
}

function isRefused({ world }) {
  return world.circumstances?.network === "refuses";
}

function failureOf(name) {
  return Object.assign(new Error(`${name} failed: 404 Not Found`), { code: "ENOTFOUND", statusCode: 404 });
}

/** Calls what is called back, once and a little later, so that code in callbacks is seen too. */
function called(kit, { name, next, args }) {
  kit.note("package", name.split(/[.(]/, 1)[0]);
  tell(kit, name, args);
  const result = next("()");
  const callback = args.findLast((arg) => typeof arg === "function" && !textOf.has(arg));
  if (callback !== undefined && depthOf(name) < 4) {
    const isPlain = callback.length < 2 || /on$|once$|then$|addListener$|map$|forEach$|each$/i.test(name);
    kit.clock.after(
      5,
      () =>
        callTentatively(callback, isPlain ? [result] : isRefused(kit) ? [failureOf(name)] : [null, result]),
      {},
    );
  }
  return result;
}

/** Nobody knows that what was given is meant to be called so: what it throws then is no failure of the code. */
function callTentatively(callback, values) {
  try {
    callback(...values);
  } catch {
    // It was a class, or wants other things.
  }
}

function depthOf(name) {
  return name.split("()").length - 1;
}

function tell(kit, name, args) {
  const effect = effects.find(([pattern]) => pattern.test(name));
  if (effect === undefined) return;
  const shown = args.slice(0, 4).map((arg) => shownArgument(arg));
  const url = shown.find(
    (text) =>
      typeof text === "string" &&
      /^(?:https?|wss?|mongodb|mysql|postgres|ftp|redis|smtp)[^ ]*:\/\//i.test(text),
  );
  if (
    effect[1] === "network" &&
    !always.test(name) &&
    url === undefined &&
    !args.some((arg) => hasAddress(arg))
  )
    return;
  kit.observe(effect[1], name, {
    ...(url === undefined ? {} : { url }),
    ...(effect[1] === "process" ? { command: String(shown[0] ?? "") } : {}),
    arguments: shown,
  });
}

function hasAddress(value) {
  return (
    typeof value === "object" &&
    value !== null &&
    !textOf.has(value) &&
    ["url", "uri", "baseURL", "host", "hostname", "endpoint"].some((key) => typeof value[key] === "string")
  );
}

function shownArgument(value) {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return String(value);
  if (typeof value === "function" || typeof value !== "object" || value === null)
    return textOf.get(value) ?? typeof value;
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    // What cannot be written as JSON is named by its kind.
    return "object";
  }
}
