import { isDeepEqual } from "../parts/deep-equal.js";
import { format, inspect } from "../parts/inspect.js";
import { typeTests } from "../parts/type-tests.js";

const controls = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, "g");
const promisifyCustom = Symbol.for("nodejs.util.promisify.custom");

/** The util module. */
export default function create(kit) {
  promisify.custom = promisifyCustom;
  const { TextEncoder, TextDecoder } = kit.web("encoding");
  const { AbortController } = kit.web("events");
  return {
    inspect,
    format,
    formatWithOptions: (_options, ...values) => format(...values),
    promisify,
    callbackify,
    inherits,
    deprecate: (callback) => callback,
    isDeepStrictEqual: (left, right) => isDeepEqual(left, right),
    types: typeTests,
    TextEncoder,
    TextDecoder,
    debuglog: quietLog,
    debug: quietLog,
    stripVTControlCharacters: (text) => String(text).replaceAll(controls, ""),
    styleText: (_style, text) => String(text),
    toUSVString: (text) => String(text).toWellFormed(),
    getSystemErrorName: (code) => ({ "-2": "ENOENT", "-13": "EACCES", "-17": "EEXIST" })[code] ?? "UNKNOWN",
    getSystemErrorMap: () => new Map([[-2, ["ENOENT", "no such file or directory"]]]),
    parseEnv: (text) => parseEnvironment(String(text)),
    parseArgs: (options = {}) => parseArguments(options, kit),
    aborted: (signal) => new Promise((resolve) => signal.addEventListener("abort", resolve)),
    transferableAbortController: () => new AbortController(),
    log: (...values) => kit.builtin("console").log(...values),
    _extend: (target, source) => Object.assign(target, source),
    ...legacyTests,
  };
}

const legacyTests = {
  isArray: Array.isArray,
  isBoolean: (value) => typeof value === "boolean",
  isNull: (value) => value === null,
  isNullOrUndefined: (value) => value === null || value === undefined,
  isNumber: (value) => typeof value === "number",
  isString: (value) => typeof value === "string",
  isSymbol: (value) => typeof value === "symbol",
  isUndefined: (value) => value === undefined,
  isRegExp: typeTests.isRegExp,
  isObject: (value) => value !== null && typeof value === "object",
  isDate: typeTests.isDate,
  isError: (value) => value instanceof Error,
  isFunction: (value) => typeof value === "function",
  isPrimitive: (value) => value === null || (typeof value !== "object" && typeof value !== "function"),
  isBuffer: (value) => value instanceof Uint8Array,
};

function quietLog() {
  const log = () => undefined;
  log.enabled = false;
  return log;
}

function promisify(original) {
  if (typeof original !== "function") {
    const error = new TypeError(
      `The "original" argument must be of type function. Received ${String(original)}`,
    );
    error.code = "ERR_INVALID_ARG_TYPE";
    throw error;
  }
  if (typeof original[promisifyCustom] === "function") return original[promisifyCustom];
  function promised(...args) {
    return new Promise((resolve, reject) => {
      const done = (error, ...values) => (error ? reject(error) : resolve(values[0]));
      Reflect.apply(original, this, [...args, done]);
    });
  }
  Object.setPrototypeOf(promised, Object.getPrototypeOf(original));
  return Object.defineProperties(promised, Object.getOwnPropertyDescriptors(original));
}

function callbackify(original) {
  return function called(...args) {
    const done = args.pop();
    Reflect.apply(original, this, args).then(
      (value) => queueMicrotask(() => done(null, value)),
      (error) => queueMicrotask(() => done(error ?? new Error("Promise was rejected with a falsy value"))),
    );
  };
}

function inherits(child, parent) {
  Object.defineProperty(child, "super_", { value: parent, writable: true, configurable: true });
  Object.setPrototypeOf(child.prototype, parent.prototype);
}

function parseEnvironment(text) {
  const found = {};
  for (const line of text.split("\n")) {
    const match = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*)$/.exec(line);
    if (match !== null) found[match[1]] = match[2].trim().replace(/^(["'`])(.*)\1$/, "$2");
  }
  return found;
}

function parseArguments({ args, options = {} }, kit) {
  const words = args ?? kit.builtin("process").argv.slice(2);
  const values = Object.create(null);
  const positionals = [];
  for (let at = 0; at < words.length; at += 1) {
    const match = /^--?([^=]+)(?:=(.*))?$/.exec(words[at]);
    if (match === null) {
      positionals.push(words[at]);
      continue;
    }
    const known = Object.entries(options).find(([key, { short }]) => key === match[1] || short === match[1]);
    const takes = known?.[1].type === "string" && match[2] === undefined;
    if (takes) at += 1;
    values[known?.[0] ?? match[1]] = takes ? words[at] : (match[2] ?? true);
  }
  for (const [key, option] of Object.entries(options)) values[key] ??= option.default;
  return { values, positionals };
}
