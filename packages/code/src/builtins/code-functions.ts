import { runCallbacks } from "../engine/callbacks.ts";
import type { Machine } from "../engine/machine.ts";
import { loadModule } from "../engine/modules.ts";
import type { Scope } from "../engine/scope.ts";
import {
  higher,
  importBit,
  bits,
  namingOf,
  taintOf,
  taintOfAll,
  withoutParameters,
} from "../engine/taint.ts";
import { knownText, optionsOf, renderText, unknownPart } from "../engine/texts.ts";
import { Api, Dict, Func, List, Native, Opaque, unknown } from "../engine/values.ts";
import type { NamingLevel, Value } from "../engine/values.ts";
import type { ApiFunction } from "./api-function.ts";

/** Runs what a value says, if it is a text: the effect, and the next layer. */
export function runCode(
  m: Machine,
  api: Api,
  { code, scope }: { readonly code: Value; readonly scope: Scope | undefined },
): Value {
  let result: Value = unknown;
  for (const option of optionsOf(code)) {
    const text = knownText(option);
    if (text === undefined && typeof option !== "object") continue;
    const rendered = renderText(option);
    m.note({
      kind: "run-code",
      api: api.path,
      argument: rendered === unknownPart ? undefined : rendered,
      naming: higher(api.naming, namingOf(option)),
      taint: taintOf(option),
    });
    if (text !== undefined) result = m.runText(text, scope);
    else if (taintOf(option) !== 0) result = new Opaque(taintOf(option));
  }
  return result;
}

/** Texts of functions that say nothing but a common value. */
const plainBodies: ReadonlySet<string> = new Set([
  "return this",
  "return this;",
  "return this()",
  "",
  "debugger",
  "debugger;",
]);

/** `Function("a", "return a")`: a function whose body is a text. */
export function makeFunction(m: Machine, args: readonly Value[], api: Api): Value {
  const body = args.at(-1);
  const text = knownText(body);
  if (text === undefined) {
    if (args.length > 0) runCode(m, api, { code: body, scope: undefined });
    return new Opaque(taintOfAll(args));
  }
  if (plainBodies.has(text.trim())) return new Native(() => new Api("globalThis", 1));
  const isImport = /^\s*return\s+import\s*\(\s*\w+\s*\)\s*;?\s*$/.test(text);
  if (isImport) return new Native(([specifier]) => loadModule(m, specifier, "dynamic-import"));
  const params = args.slice(0, -1).map((arg) => knownText(arg) ?? "_");
  const naming: NamingLevel = higher(api.naming, namingOf(body));
  m.note({ kind: "run-code", api: "Function", argument: text, naming, taint: taintOfAll(args) });
  const value = m.runText(`(function anonymous(${params.join(",")}) {${text}\n})`, undefined);
  return value instanceof Func ? value : new Native(() => value);
}

function evaluateText(m: Machine, args: readonly Value[], api: Api): Value {
  const [code] = args;
  if (code instanceof Func || code instanceof Dict || code instanceof List) return code;
  return runCode(m, api, { code, scope: m.scope });
}

function runInContext(m: Machine, args: readonly Value[], api: Api): Value {
  return runCode(m, api, { code: args[0], scope: undefined });
}

function timer(m: Machine, args: readonly Value[], api: Api): Value {
  const [callback, delay, ...given] = args;
  // What a caller passes to a timer is a function as a rule; a text that came from elsewhere is code.
  const isForeign = callback instanceof Opaque && (withoutParameters(callback.taint) & ~bits.parameter) !== 0;
  if (knownText(callback) !== undefined || isForeign) {
    runCode(m, api, { code: callback, scope: undefined });
  }
  if (typeof delay === "number" && delay >= longDelay && api.path === "setTimeout") {
    const before = m.recorder.effects.length;
    runCallbacks(m, [callback], given);
    if (m.recorder.effects.length > before)
      m.note({ kind: "gate", api: api.path, argument: `after ${delay} ms` });
    return unknown;
  }
  runCallbacks(m, [callback], given);
  return callback instanceof Func ? unknown : new Opaque(taintOf(callback));
}

/** Waiting as long as this lets a sandbox go by; milliseconds. */
const longDelay = 60_000;

function createRequire(m: Machine, _: readonly Value[], api: Api): Value {
  void m;
  return new Api("require", api.naming);
}

function compileModule(m: Machine, args: readonly Value[], api: Api): Value {
  return runCode(m, new Api("module._compile", api.naming), { code: args[0], scope: undefined });
}

function bindingOf(_: Machine, [name]: readonly Value[], api: Api): Value {
  return new Api(`process.binding(${renderText(name)})`, higher(api.naming, namingOf(name)));
}

/** What follows may not happen. */
function endProcess(m: Machine): Value {
  m.swallowed++;
  return undefined;
}

const failures: ReadonlySet<string> = new Set(["uncaughtException", "unhandledRejection"]);

function onProcess(m: Machine, args: readonly Value[], api: Api): Value {
  const event = knownText(args[0]);
  const handler = args[1];
  const isEmpty =
    handler instanceof Func &&
    handler.node.body.type === "BlockStatement" &&
    handler.node.body.body.length === 0;
  if (event !== undefined && failures.has(event) && isEmpty)
    m.note({ kind: "silence", api: api.path, argument: event });
  const isMessage = event === "message";
  runCallbacks(m, args.slice(1), [isMessage ? new Opaque(bits.process) : unknown]);
  return new Api("process");
}

const keyEvents = /^(?:key(?:down|up|press)|input|beforeinput|paste|copy|cut)$/;

function onPage(m: Machine, args: readonly Value[], api: Api): Value {
  const event = knownText(args[0]);
  const handler = args[1];
  if (event === undefined || !keyEvents.test(event)) {
    // Who sends it is on this machine: another page, or whoever started the worker, to whom it hands what to run.
    const taint = event === "message" ? bits.process : 0;
    runCallbacks(m, [handler], [new Opaque(taint)]);
    return undefined;
  }
  m.note({
    kind: /^(?:copy|cut|paste)$/.test(event) ? "clipboard" : "key-log",
    api: api.path,
    argument: event,
  });
  runCallbacks(
    m,
    [handler],
    [new Opaque(/^(?:copy|cut|paste)$/.test(event) ? bits.clipboard : bits["key-log"])],
  );
  return undefined;
}

function createElement(m: Machine, [name]: readonly Value[]): Value {
  void m;
  return new Api(knownText(name)?.toLowerCase() === "img" ? "Image#" : "document.element");
}

function writeDocument(m: Machine, args: readonly Value[], api: Api): Value {
  const text = renderText(args[0]);
  if (/<(?:script|iframe)/i.test(text) || taintOf(args[0]) !== 0) {
    m.note({
      kind: "run-code",
      api: api.path,
      argument: text,
      naming: namingOf(args[0]),
      taint: taintOf(args[0]),
    });
  }
  return unknown;
}

function resolveModule(m: Machine, [specifier]: readonly Value[]): Value {
  const name = knownText(specifier);
  m.recorder.noteModule({
    specifier: name,
    kind: "resolve",
    runs: m.runs,
    naming: namingOf(specifier),
    start: m.site ?? m.at,
  });
  return new Opaque(0, name);
}

function proxied(m: Machine, [target, handlers]: readonly Value[]): Value {
  if (handlers instanceof Dict) {
    for (const [, handler] of handlers.members) {
      if (handler instanceof Func && !m.visited.has(handler.node))
        runCallbacks(m, [handler], [target, unknown, unknown]);
    }
  }
  return target;
}

/** What loads and runs code, waits and listens. */
export const codeFunctions: Readonly<Record<string, ApiFunction>> = {
  require: (m, [specifier]) => loadModule(m, specifier, "require"),
  "module.require": (m, [specifier]) => loadModule(m, specifier, "require"),
  "Module._load": (m, [specifier]) => loadModule(m, specifier, "require"),
  "Module#.require": (m, [specifier]) => loadModule(m, specifier, "require"),
  "Module.createRequire": createRequire,
  "Module.createRequireFromPath": createRequire,
  "require.resolve": resolveModule,
  "import.meta.resolve": resolveModule,
  "Module._compile": compileModule,
  "module._compile": compileModule,
  "Module#._compile": compileModule,
  eval: evaluateText,
  Function: makeFunction,
  "vm.runInThisContext": runInContext,
  "vm.runInNewContext": runInContext,
  "vm.runInContext": runInContext,
  "vm.compileFunction": runInContext,
  "vm.Script": runInContext,
  "vm.SourceTextModule": runInContext,
  "vm2.VM#.run": runInContext,
  execScript: runInContext,
  setTimeout: timer,
  setInterval: timer,
  "process.binding": bindingOf,
  "process._linkedBinding": bindingOf,
  "process.exit": endProcess,
  "process.abort": endProcess,
  "process.reallyExit": endProcess,
  "process.on": onProcess,
  "process.once": onProcess,
  "process.addListener": onProcess,
  addEventListener: onPage,
  "document.addEventListener": onPage,
  "document.body.addEventListener": onPage,
  "document.element.addEventListener": onPage,
  "document.createElement": createElement,
  "document.createElementNS": (m, [, name]) => createElement(m, [name]),
  "document.write": writeDocument,
  "document.writeln": writeDocument,
  Proxy: proxied,
  "events.once": (_, [emitter]) => (emitter instanceof Api ? new Opaque(emitter.taint) : unknown),
  "stream.pipeline": (m, args) => {
    const taint = taintOfAll(args);
    for (const arg of args)
      if (arg instanceof Api && arg.draft !== undefined) arg.draft.taint |= taint & ~importBit(0);
    runCallbacks(
      m,
      args.filter((arg) => arg instanceof Func),
      [],
    );
    return unknown;
  },
};
