// A world for inert samples, in a process of its own: every way to the network, to processes and to the disk is a trap.
//   node refusal-world.mjs FOLDER     reads FOLDER/samples.json, `[{ id, root, files }]`, and prints what each one tried.
// Each file is loaded twice: without the guard, and with a guard that holds while the home folder is another one.
import { mkdirSync, open, openSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const folder = process.argv[2];
const samples = JSON.parse(readFileSync(path.join(folder, "samples.json"), "utf8"));
const real = { mkdirSync, open, openSync, readdirSync, writeFileSync };
let tried = [];
let unreadable = [];
let allowed = "";

class Trapped extends Error {}

function trap(name) {
  return (...args) => {
    const target = typeof args[0] === "string" || args[0] instanceof URL ? String(args[0]) : "";
    if (isMarker(name, target) || isReading(name, args[1])) return real[name.slice("fs.".length)](...args);
    tried.push(`${name} ${target}`.trim());
    throw new Trapped(name);
  };
}

function isMarker(name, target) {
  return (
    (name === "fs.mkdirSync" || name === "fs.writeFileSync") && allowed !== "" && target.startsWith(allowed)
  );
}

function isReading(name, flags) {
  return /^fs\.open(?:Sync)?$/.test(name) && [undefined, null, "r", 0].includes(flags);
}

function setTraps(specifier, names) {
  const target = require(`node:${specifier}`);
  for (const name of names) {
    if (typeof target[name] === "function") target[name] = trap(`${specifier}.${name}`);
  }
}

const writers =
  "writeFile appendFile mkdir mkdtemp rm rmdir unlink rename chmod copyFile cp symlink open truncate".split(
    " ",
  );
setTraps("fs", [...writers, ...writers.map((name) => `${name}Sync`), "createWriteStream"]);
setTraps("fs/promises", writers);
setTraps("child_process", ["exec", "execFile", "execFileSync", "execSync", "fork", "spawn", "spawnSync"]);
setTraps("http", ["request", "get"]);
setTraps("https", ["request", "get"]);
setTraps("net", ["connect", "createConnection"]);
setTraps("tls", ["connect"]);
setTraps("dgram", ["createSocket"]);
setTraps("dns", ["lookup", "resolve", "resolve4", "resolveTxt"]);
require("node:net").Socket.prototype.connect = trap("net.Socket.connect");
globalThis.fetch = trap("fetch");
process.exit = trap("process.exit");
process.dlopen = trap("process.dlopen");
// A thread would bring a world without traps; what its text says is looked at here instead.
require("node:worker_threads").Worker = function (text) {
  require("node:vm").runInThisContext(`(function (require) {${text}\n})`)(require);
};
syncBuiltinESMExports();
process.mainModule = { require };
process.on("unhandledRejection", () => undefined);
const silent = () => undefined;
for (const name of ["log", "info", "warn", "error"]) console[name] = silent;

const results = [];
for (const { id, root, files } of samples) {
  unreadable = [];
  const refused = await loadAll(path.join(root, "a"), files, undefined);
  const guard = path.join(folder, `guard-${id}`);
  real.mkdirSync(guard);
  real.writeFileSync(path.join(guard, "lockkeeper-drill-guard"), "");
  const guarded = await loadAll(path.join(root, "b"), files, guard);
  const left = real.readdirSync(guard).filter((name) => name !== "lockkeeper-drill-guard");
  results.push({ id, unreadable, refused, guarded, left });
}
// Honest modules keep timers; nothing of them may run after the last word.
process.stdout.write(JSON.stringify(results), () => process.kill(process.pid, "SIGKILL"));

async function loadAll(root, files, guard) {
  tried = [];
  allowed = guard ?? "";
  if (guard === undefined) delete process.env.LOCKKEEPER_DRILL_GUARD;
  else process.env.LOCKKEEPER_DRILL_GUARD = guard;
  for (const file of files) {
    await load(path.join(root, file));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return tried;
}

/** What a file throws is no matter here: much of it wants modules that are not there. */
async function load(file) {
  try {
    if (file.endsWith(".mjs")) await import(pathToFileURL(file).href);
    else require(file);
  } catch (error) {
    if (error instanceof SyntaxError || error?.code?.startsWith?.("ERR_REQUIRE")) await loadAsModule(file);
  }
}

async function loadAsModule(file) {
  try {
    await import(`${pathToFileURL(file).href}?again`);
  } catch (error) {
    if (error instanceof SyntaxError) unreadable.push(`${path.basename(file)}: ${error.message}`);
  }
}
