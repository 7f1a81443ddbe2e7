import { globals, pageNames, runtimeGlobals } from "./globals.js";
import { giveWith } from "./registry.js";
import { createBytes } from "./system/bytes.js";
import { watchChance } from "./system/chance.js";
import { createClock } from "./system/clock.js";
import { watchTables } from "./system/deferred.js";
import { createDisk } from "./system/disk.js";
import { countStatements, watchEvaluation, watchPromises } from "./system/evaluation.js";
import { createHost } from "./system/host.js";
import { createModules } from "./system/modules.js";
import { createObserve } from "./system/observe.js";
import { primordials, sealFrames } from "./system/primordials.js";
import { runMain } from "./system/run-main.js";
import { createTables } from "./system/tables.js";

const { JSONParse, JSONStringify } = primordials;

/** Called once when a machine is made, before it is photographed; what it gives back is called for each process. */
export default function boot(bridge, index) {
  sealFrames();
  const host = createHost(bridge);
  const state = {};
  giveWith((kind, id) => state.give(kind, id));
  return {
    begin: (json) => {
      const begun = JSONParse(json);
      throwDice(begun.world.name);
      Object.assign(state, createWorld(bridge, host, index, begun));
    },
    main: (json) => guard(state.kit, () => runMain(state, JSONParse(json))),
    drain: () => drainTicks(state),
    turn: () => takeTurn(state),
    leave: (json) => leave(state.kit, JSONParse(json).code, state.endings),
    ran: () => JSONStringify(state.ran()),
    names: (json) => {
      const { kind, id } = JSONParse(json);
      const [value] = state.give(kind, id);
      return JSONStringify(namesOf(value));
    },
  };
}

/**
 * Chance begins at the same place in every machine: in each world it is gone on from elsewhere, by its name, so that code which acts
 * now and then acts in one world or another.
 */
function throwDice(name) {
  let times = 0;
  for (let index = 0; index < name.length; index += 1) times = (times * 31 + name.charCodeAt(index)) % 97;
  for (; times > 0; times -= 1) primordials.Math.random();
}

function createWorld(bridge, host, index, { world, process, limits, isCounting }) {
  const loop = createClock(host, limits);
  const endings = { rest: [], exit: [] };
  const observe = createObserve(host);
  const compiled = (request) => bridge.compile(JSONStringify(request), "global");
  const kit = {
    world,
    process,
    observe,
    note: (fact, detail) => void host("note", { fact: String(fact), detail: String(detail ?? "") }),
    disk: createDisk(host),
    clock: loop.clock,
    bytes: createBytes(host),
    host,
    primordials,
    compile: (text, name, parameters = []) => compiled({ form: "function", text, name, parameters }),
    evaluate: (text, name) => compiled({ form: "script", text: String(text), name }),
    print: (stream, text) => void host("process.print", { stream, text: String(text) }),
    onRest: (callback) => void endings.rest.push(callback),
    onExit: (callback) => void endings.exit.push(callback),
    exit: (code) => exitNow(kit, host, endings, code),
    fail: (error, promise) => failNow(kit, host, error, promise),
  };
  Object.assign(kit, createTables(kit, index));
  const modules = createModules({
    kit,
    compileFile: (path, parameters) => compileFile(bridge, host, path, parameters),
    loadNamespace: (path, isMain) => loadNamespace(bridge, path, isMain),
    standIn: kit.standIn,
  });
  kit.modules = modules.Module;
  kit.createRequire = modules.createRequire;
  kit.require = (path) => modules.loadFile(path, undefined, false);
  installGlobals(kit, modules);
  watchChance(kit.note, process.chance);
  watchEvaluation(observe, (text) => (/\beval\b/.test(text) ? host("source.rewrite", { text }).value : text));
  watchTables(bridge, host);
  watchPromises((reason, promise) => loop.clock.tick(() => kit.fail(reason, promise)));
  const ran = isCounting ? countStatements(500) : () => [];
  const importFrom = kit.compile("return import(path);", kit.disk.resolve("[main]"), ["path"]);
  return {
    kit,
    loop,
    modules,
    endings,
    ran,
    import: importFrom,
    give: (kind, id) => giveValue(kit, modules, kind, id),
  };
}

function installGlobals(kit) {
  const define = (name, make) => {
    Object.defineProperty(globalThis, name, {
      configurable: true,
      enumerable: false,
      get: () => {
        const value = make();
        Object.defineProperty(globalThis, name, {
          value,
          writable: true,
          configurable: true,
          enumerable: false,
        });
        return value;
      },
      set: (value) => {
        Object.defineProperty(globalThis, name, {
          value,
          writable: true,
          configurable: true,
          enumerable: true,
        });
      },
    });
  };
  define("global", () => globalThis);
  if (kit.process.runtime === "page") {
    for (const name of pageNames) define(name, () => globalThis);
    kit.clock.soon(() => kit.web("page"));
  }
  // Bun lets ES modules call it too.
  if (kit.process.runtime === "bun")
    define("require", () => kit.createRequire(kit.process.argv[1] ?? kit.disk.resolve("[eval]")));
  const all = { ...globals, ...runtimeGlobals[kit.process.runtime] };
  for (const [name, [group, file, member]] of Object.entries(all)) {
    define(name, () => {
      const made = group === "web" ? kit.web(file) : kit.builtin(file);
      return member === undefined ? made : made?.[member];
    });
  }
}

/** A file as a function, or nothing where it is an ES module that says so by its words alone. */
function compileFile(bridge, host, path, parameters) {
  try {
    return bridge.compile(JSONStringify({ form: "function", path, parameters }), "global");
  } catch (error) {
    if (!(error instanceof SyntaxError) || !host("module.markModule", { path }).value) throw error;
    return undefined;
  }
}

/** What another module is given of an ES module; who waits for it at its top level runs on by itself when it is the first. */
function loadNamespace(bridge, path, isMain) {
  const loaded = bridge.compile(JSONStringify({ form: "module", path }), "module");
  if (typeof loaded?.then !== "function" || "namespace" in loaded) return loaded.namespace;
  if (isMain) return {};
  const error = new Error("require() cannot be used on an ESM graph with top-level await.");
  error.code = "ERR_REQUIRE_ASYNC_MODULE";
  throw error;
}

function giveValue(kit, modules, kind, id) {
  switch (kind) {
    case "builtin": {
      const value = kit.builtin(id);
      return [value, value];
    }
    case "require": {
      const value = modules.loadFile(id, undefined, false);
      return [value, value];
    }
    case "meta":
      return [undefined, (meta) => void Object.assign(meta, metaOf(kit, id))];
    case "url":
      kit.observe("network", "import", { url: id });
      return [kit.ghost(id), kit.ghost(id)];
    default: {
      const value = kit.standIn(id);
      return [value, value?.default ?? value];
    }
  }
}

function metaOf(kit, path) {
  const { pathToFileURL } = kit.builtin("url");
  const separator = kit.world.platform === "win32" ? "\\" : "/";
  if (path.startsWith("data:")) return { url: path };
  return {
    dirname: path.slice(0, path.lastIndexOf(separator)),
    filename: path,
    url: pathToFileURL(path).href,
    main: kit.process.argv[1] === path,
    env: kit.builtin("process").env,
    require: kit.createRequire(path),
    resolve: (specifier) => {
      const found = kit.host("module.resolve", {
        specifier: String(specifier),
        from: path,
        style: "import",
      }).value;
      return found.kind === "file" ? pathToFileURL(found.path).href : String(specifier);
    },
  };
}

function namesOf(value) {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return [];
  const names = new Set();
  for (const name of Object.keys(value)) names.add(name);
  if (typeof value === "function") {
    for (const name of Object.getOwnPropertyNames(value)) {
      if (!["length", "name", "prototype", "arguments", "caller"].includes(name)) names.add(name);
    }
  }
  return [...names].slice(0, 5_000);
}

function drainTicks({ kit, loop }) {
  let count = 0;
  for (let tick = loop.takeTick(); tick !== undefined && count < 1_000; tick = loop.takeTick()) {
    count += 1;
    guard(kit, tick);
  }
  return JSONStringify(count);
}

function takeTurn({ kit, loop, endings }) {
  const due = loop.takeTurn();
  const callbacks = due ?? restOf(endings);
  if (callbacks === undefined) return "false";
  if (due !== undefined) endings.isResting = false;
  for (const callback of callbacks) guard(kit, callback);
  return "true";
}

/** What listens for the end gets a turn, once for each rest that something else came before. */
function restOf(endings) {
  if (endings.isResting === true || endings.rest.length === 0) return undefined;
  endings.isResting = true;
  return endings.rest;
}

function guard(kit, callback) {
  try {
    callback();
  } catch (error) {
    kit.fail(error);
  }
}

/** What nobody caught goes to who listens for it, else it ends the process, as Node 20 ends with it. */
function failNow(kit, host, error, promise) {
  const process = kit.builtin("process");
  const listens = (name) => process?.listenerCount?.(name) > 0;
  if (promise !== undefined && listens("unhandledRejection")) {
    process.emit("unhandledRejection", error, promise);
    return;
  }
  const origin = promise === undefined ? "uncaughtException" : "unhandledRejection";
  const thrown = promise === undefined || error instanceof Error ? error : rejectionError(error);
  process?.emit?.("uncaughtExceptionMonitor", thrown, origin);
  if (typeof kit.captured === "function") return void kit.captured(thrown);
  if (listens("uncaughtException")) return void process.emit("uncaughtException", thrown, origin);
  const text = describe(thrown);
  kit.print("stderr", `${text}\n\nNode.js ${kit.process.version}\n`);
  host("process.fail", { text });
  kit.exit(1);
}

function rejectionError(reason) {
  const error = new Error(
    `This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${describe(reason).replace(/^Uncaught /, "")}".`,
  );
  return Object.assign(error, { name: "UnhandledPromiseRejection", code: "ERR_UNHANDLED_REJECTION" });
}

function describe(error) {
  try {
    if (typeof error !== "object" || error === null) return `Uncaught ${String(error)}`;
    return `${String(error.name)}: ${String(error.message)}\n${String(error.stack)}`;
  } catch {
    // Code may throw what cannot be described.
    return "Uncaught error";
  }
}

function leave(kit, code, endings) {
  for (const callback of endings.exit) {
    try {
      callback(code);
    } catch (error) {
      kit.print("stderr", `${describe(error)}\n`);
    }
  }
}

/** Ends the process past every `catch`: the host stops what still runs when the engine next asks it. */
function exitNow(kit, host, endings, code) {
  const number = Number(code) || 0;
  if (endings.isLeaving !== true) {
    endings.isLeaving = true;
    leave(kit, number, endings);
  }
  host("process.exit", { code: number });
  for (;;);
}
