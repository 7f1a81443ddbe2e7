import { callExports } from "./call-exports.js";
import { primordials } from "./primordials.js";
import { useReplaced } from "./use-replaced.js";

const { PromiseThen, ReflectApply } = primordials;
const wrapperNames = ["exports", "require", "module", "__filename", "__dirname"];

/**
 * Runs what a trigger starts: a file as a program, a file that another module loads, whose exports are called once it is at rest
 * if that is wanted, or a text as of `node -e`.
 */
export function runMain({ kit, modules, import: importFrom }, start) {
  for (const name of kit.process.preloads ?? []) modules.Module._load(name);
  if (start.kind === "text") runText(kit, modules, importFrom, start);
  else if (start.isImported) load(kit, modules, importFrom, start);
  else if (start.kind === "module") watch(kit, importFrom(start.path));
  else modules.Module._load(start.path, undefined, true);
}

function load(kit, modules, importFrom, { kind, path, secrets, isCalled }) {
  modules.startAt(kit.disk.resolve("index.js"));
  if (secrets !== undefined && kit.process.runtime !== "page")
    atRestOnce(kit, () => useReplaced(kit, secrets));
  const call = (exported) => {
    if (isCalled) atRestOnce(kit, () => callExports(kit, exported, secrets));
  };
  if (kind === "module") watch(kit, importFrom(path), call);
  else call(modules.Module._load(path, modules.mainModule()));
}

/** Does something when what was loaded has nothing more to do. */
function atRestOnce(kit, action) {
  let isDone = false;
  kit.onRest(() => {
    if (isDone) return undefined;
    isDone = true;
    return action();
  });
}

function runText(kit, modules, importFrom, { text, isModule, isPrinted }) {
  if (isModule) {
    watch(kit, importFrom(`data:text/javascript,${encodeURIComponent(text)}`));
    return;
  }
  const module = new modules.Module("[eval]");
  module.filename = kit.disk.resolve("[eval]");
  const require = modules.createRequire(module.filename);
  // What is evaluated so finds the parts of a module as globals too.
  Object.assign(globalThis, { require, module, exports: module.exports });
  if (isPrinted) {
    kit.builtin("console").log(kit.evaluate(text, "[eval]"));
    return;
  }
  const run = kit.compile(text, "[eval]", wrapperNames);
  run.call(globalThis, module.exports, require, module, "[eval]", ".");
}

function watch(kit, promise, done) {
  ReflectApply(PromiseThen, promise, [done, (error) => kit.fail(error)]);
}
