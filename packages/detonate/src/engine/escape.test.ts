import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { runGuest } from "../../test/run-guest.ts";
import type { GuestResult } from "../../test/run-guest.ts";

/** What would be there, or different, if anything of this process had been reached. */
function hostState(): unknown {
  return {
    globals: Reflect.ownKeys(globalThis).map(String).toSorted(),
    object: Reflect.ownKeys(Object.prototype).map(String),
    array: Reflect.ownKeys(Array.prototype).map(String),
    function: Reflect.ownKeys(Function.prototype).map(String),
    environment: { ...process.env },
    listeners: process.listenerCount("exit"),
    folder: process.cwd(),
  };
}

const marker = "lockkeeper-escaped";
let before: unknown;

beforeEach(() => {
  before = hostState();
});

afterEach(() => {
  expect(hostState()).toEqual(before);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(marker))).toEqual([]);
});

async function attempt(text: string): Promise<GuestResult> {
  const result = await runGuest(text, { limits: { effortMax: 100 } });
  const told = [...result.printed, result.errors, JSON.stringify(result.observations), result.problem].join(
    "\n",
  );
  for (const fact of [process.execPath, import.meta.dirname]) expect(told).not.toContain(fact);
  return result;
}

/** Ways to a constructor of functions that a sandbox of the same engine would leave open. */
const constructors: readonly string[] = [
  "({}).constructor.constructor",
  "[].constructor.constructor",
  "(() => 1).constructor",
  "(async () => 1).constructor",
  "(function* () {}).constructor",
  "(async function* () {}).constructor",
  "new Error().constructor.constructor",
  "Promise.resolve().constructor.constructor",
  "require.constructor",
  "require('fs').readFileSync.constructor",
  "module.constructor.constructor",
  "process.constructor.constructor",
  "console.log.constructor",
  "Buffer.from('a').constructor.constructor",
  "setTimeout.constructor",
  "globalThis.constructor.constructor",
  "new Proxy(function () {}, {}).constructor",
  "Reflect.getPrototypeOf(function () {}).constructor",
  "(class { static #x; }).constructor",
  "require('vm').runInNewContext('this').constructor.constructor",
  "Symbol.prototype.constructor.constructor",
  "Atomics.wait.constructor",
  "WebAssembly.Memory.constructor",
  "fetch.constructor",
  "new AbortController().constructor.constructor",
  "structuredClone(new Map()).constructor.constructor",
  "(await1 => await1).bind().constructor",
  "Object.getOwnPropertyDescriptor(process, 'env').constructor.constructor",
  "new (require('worker_threads').MessageChannel)().port1.constructor.constructor",
];

describe("the emulator", () => {
  test.each(constructors)("gives its own world to code made by %s", async (way) => {
    const { printed } = await attempt(`
      const make = ${way};
      const found = [];
      for (const text of ["return process", "return this.process", "return globalThis.process"]) {
        try { const p = make(text).call(); found.push(p === process ? "own" : typeof p); } catch (error) { found.push("refused"); }
      }
      console.log(found.map((one) => one === "own" || one === "refused" || one === "object" || one === "undefined").join());
      try { console.log(make("return typeof WebAssembly + typeof importScripts + typeof Deno")()); } catch (error) { console.log("refused"); }`);

    expect(printed[0]).toBe("true,true,true");
  });

  test.each<[string, string]>([
    ["a file of the system", "require('fs').readFileSync('/proc/self/environ', 'utf8')"],
    ["a file by its URL", "require('fs').readFileSync(new URL('file:///etc/hostname'), 'utf8')"],
    ["a way out of the package", "require('../../../../../../../../etc/passwd')"],
    ["a built-in module that is not pretended", "process.binding('fs').open.toString()"],
    ["a native module", "require('./x.node')"],
    ["what the machine is called", "require('os').hostname()"],
    ["a process", "require('child_process').execSync('hostname').toString()"],
    ["its own thread", "require('worker_threads').threadId + require('worker_threads').isMainThread"],
    ["the memory of its engine", "new WebAssembly.Memory({ initial: 1 }).buffer.byteLength"],
    ["a library of the system", "process.dlopen({ exports: {} }, '/lib/x86_64-linux-gnu/libc.so.6')"],
  ])("answers a request for %s from the pretended world or not at all", async (_, expression) => {
    const { ended } = await attempt(`
      try { console.log(String(${expression})); } catch (error) { console.log(error.code, error.message); }`);

    expect(ended).toBe("rest");
  });

  test.each<[string, string]>([
    ["imports of the world's own modules", "await import('node:internal/main.js')"],
    ["imports of what facades have", "await import('node:internal/registry.js')"],
    ["imports of facades", "await import('node:facade/builtin:fs:*')"],
    ["imports of paths outside", "await import('../../../../../../../../srv/app/package.json')"],
    ["imports of absolute paths", "await import('/etc/passwd')"],
    ["imports of addresses of files", "await import('file:///etc/passwd')"],
    [
      "scripts that pretend to be the world's own",
      "new (require('vm').Script)('import(\"./registry.js\")', { filename: 'node:internal/x.js' }).runInThisContext()",
    ],
    [
      "modules that are compiled under such a name",
      "module.constructor.prototype._compile.call(module, 'import(\"node:internal/registry.js\").then(console.log)', 'node:facade/x')",
    ],
  ])("refuses %s", async (_, expression) => {
    const { printed } = await attempt(`
      (async () => ${expression})().then((found) => console.log(typeof found?.take, typeof found?.default?.call), () => console.log("refused"));`);

    expect(printed.join()).not.toMatch(/function/);
  });

  test.each([
    ["spreads before an eval", "const all = [...'x'.repeat(20_000)]; eval('all.length')"],
    [
      "functions that call themselves by their arguments",
      "(function () { return arguments.callee([...'x'.repeat(99)]) })()",
    ],
    [
      "classes that make themselves",
      "class A extends Array { constructor(n) { super(n); new A(n); } }; new A(3)",
    ],
    [
      "variables that outlive an eval",
      "const keep = []; for (let i = 0; i < 2_000; i++) keep.push(eval('let v = {}; v.v = v; () => v')); keep.length",
    ],
    [
      "views that shrink while they are filled",
      "const b = new ArrayBuffer(8, { maxByteLength: 64 }); new Uint8Array(b).fill({ valueOf() { b.resize(0); return 1 } })",
    ],
    [
      "sorts that change what they sort",
      "const a = Array.from({ length: 500 }, (_, i) => i); a.sort((x, y) => { a.length = 0; return x - y })",
    ],
    [
      "patterns whose last place is an object",
      "const r = /a/g; r.lastIndex = { valueOf() { r.compile('b'); return 0 } }; r.exec('aaa')",
    ],
    [
      "proxies that end themselves",
      "const { proxy, revoke } = Proxy.revocable({}, { get() { revoke(); return 1 } }); proxy.a; proxy.b",
    ],
  ])("leaves the engine whole after %s", async (_, text) => {
    const { run } = await attempt(`try { ${text} } catch { }`);

    expect(run.limit ?? "").not.toMatch(/broke/);
  });

  test.each<[string, string]>([
    [
      "stacks",
      "Error.prepareStackTrace = (error, frames) => frames; try { require('fs').readFileSync('/none') } catch (error) { var frames = error.stack }",
    ],
    [
      "stacks of what is observed",
      "var frames; Error.prepareStackTrace = (_, all) => { frames = all; return '' }; require('fs').writeFileSync('/tmp/x', '')",
    ],
    [
      "frozen stacks",
      "Object.defineProperty(Error, 'prepareStackTrace', { value: (_, all) => { frames = all; return '' }, configurable: false }); var frames; require('fs').writeFileSync('/tmp/x', '')",
    ],
  ])("shows no function of its own in %s", async (_, text) => {
    const { printed } = await attempt(`
      ${text};
      const functions = (Array.isArray(frames) ? frames : []).map((frame) => frame.getFunction?.()).filter(Boolean);
      console.log(functions.length);`);

    expect(printed).toEqual(["0"]);
  });

  test.each<[string, string]>([
    ["JSON", "JSON.stringify = JSON.parse = () => { throw new Error('x') }"],
    ["promises", "Promise.prototype.then = function () { return this }; Promise.resolve = () => 1"],
    [
      "arrays",
      "Array.prototype[Symbol.iterator] = function* () { yield 'x' }; Array.prototype.push = () => 0; Array.prototype.map = () => []",
    ],
    ["maps", "Map.prototype.get = () => undefined; Map.prototype.has = () => true"],
    ["objects", "Object.prototype.then = (f) => f(1); Object.keys = () => []"],
    ["texts", "String.prototype.replace = () => 'x'; String.prototype.startsWith = () => true"],
    ["calls", "Function.prototype.call = Function.prototype.apply = () => 1; Reflect.apply = () => 1"],
    ["bytes", "Uint8Array.prototype.slice = () => ({}); ArrayBuffer.isView = () => true"],
    ["errors", "globalThis.Error = globalThis.TypeError = function () { return new Proxy({}, {}) }"],
  ])("goes on when code changes %s", async (_, text) => {
    const { observations, ended } = await attempt(
      `const { exec } = require("child_process"); ${text};\n try { exec("curl marker") } catch {}`,
    );

    expect(["rest", "error"]).toContain(ended);
    expect(observations.some(({ kind }) => kind === "process")).toBe(true);
  });
});

describe("the emulator's bounds", () => {
  test.each<[string, string]>([
    ["memory in arrays", "const all = []; for (;;) all.push(new Array(1e6).fill(all.length))"],
    ["memory in bytes", "const all = []; for (;;) all.push(new Uint8Array(1e7).fill(1))"],
    ["memory in texts", "let text = 'x'; for (;;) text += text + text"],
    ["memory by catching", "const all = []; for (;;) { try { for (;;) all.push({ a: [1] }) } catch {} }"],
    [
      "one huge buffer",
      "try { new ArrayBuffer(2 ** 40) } catch {} try { Buffer.alloc(2 ** 31) } catch {} 'x'.repeat(2 ** 30)",
    ],
    ["endless recursion", "(function again() { again() })()"],
    ["recursion through what converts", "const o = { toString() { return '' + o } }; '' + o"],
    ["recursion through getters", "const o = { get x() { return this.x } }; o.x"],
    ["recursion through proxies", "let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); p.x"],
    ["recursion through sorting", "[2, 1].sort(function sort() { return [2, 1].sort(sort) })"],
    ["recursion through JSON", "let a = []; for (let i = 0; i < 1e5; i++) a = [a]; JSON.stringify(a)"],
    ["recursion through JSON's text", "JSON.parse('['.repeat(1e5))"],
    ["recursion through modules", "require('vm').runInThisContext('('.repeat(1e5))"],
    [
      "recursion over the bridge",
      "const { readFileSync } = require('fs'); const o = { toString() { readFileSync(o); return 'x' } }; readFileSync(o)",
    ],
    ["deep bindings", "let f = () => 1; for (let i = 0; i < 1e5; i++) f = f.bind(null); f()"],
    ["an endless loop", "for (;;);"],
    ["an endless loop that catches", "for (;;) try { for (;;); } catch {} finally { continue }"],
    ["endless promises", "(function again() { Promise.resolve().then(again) })()"],
    ["endless ticks", "(function again() { process.nextTick(again) })()"],
    ["endless timers", "(function again() { setTimeout(again, 1) })()"],
    ["endless immediates", "(function again() { setImmediate(again) })()"],
    ["an expression that goes back and forth", "/^(a+)+$/.test('a'.repeat(40) + 'b')"],
    ["endless generators", "for (const x of (function* () { for (;;) yield 1 })());"],
    [
      "endless async generators",
      "(async () => { for await (const x of (async function* () { for (;;) yield 1 })()); })()",
    ],
    ["endless observations", "for (let i = 0; ; i++) require('child_process').exec('a' + i)"],
    ["endless printing", "for (;;) console.log('x'.repeat(1e5))"],
    ["endless files", "for (let i = 0; ; i++) require('fs').writeFileSync('/tmp/' + i, 'x'.repeat(1e5))"],
    ["endless processes", "for (let i = 0; ; i++) require('child_process').fork(__filename)"],
    ["exit in a loop", "process.on('exit', () => { for (;;); }); process.exit()"],
    ["exit that is caught", "for (;;) try { process.exit() } finally { continue }"],
    [
      "weak references",
      "const r = new FinalizationRegistry(() => { throw 1 }); for (let i = 0; i < 1e5; i++) r.register({}, i, {})",
    ],
    ["waiting", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1e9)"],
  ])("end %s, and the next package finds a world as new", async (_, text) => {
    const { ended } = await attempt(text);
    const next = await attempt(
      "console.log(typeof leaked, Object.keys(globalThis).length); globalThis.leaked = 1",
    );

    expect(["rest", "limit", "error"]).toContain(ended);
    expect(next.printed[0]).toMatch(/^undefined /);
    expect(next.ended).toBe("rest");
  });

  test.each(["node", "bun", "deno", "page"] as const)(
    "hands out nothing of its own by what %s has",
    async (runtime) => {
      const { printed, problem } = await runGuest(
        `const seen = new Set();
         const found = [];
         const visit = (value, path, depth) => {
           if (value === null || (typeof value !== "object" && typeof value !== "function") || seen.has(value)) return;
           seen.add(value);
           if (seen.size > 4000) return;
           for (const key of Reflect.ownKeys(value)) {
             let inner;
             try { inner = value[key] } catch { continue }
             const name = path + "." + String(key);
             if (["kit", "host", "observe", "takeBytes", "primordials"].includes(key) && typeof inner === "function") found.push(name);
             if (depth < 3) visit(inner, name, depth + 1);
           }
           visit(Object.getPrototypeOf(value), path + ".__proto__", depth + 1);
         };
         visit(globalThis, "globalThis", 0);
         for (const name of ["Bun", "Deno", "document", "ethereum", "navigator", "XMLHttpRequest", "WebAssembly"]) {
           const made = globalThis[name];
           try { visit(typeof made === "function" ? new made() : made, name, 0) } catch {}
         }
         console.log(seen.size > 200, JSON.stringify([...new Set(found)].filter((name) => !/[oO]bserver/.test(name))));`,
        { runtime, limits: { effortMax: 400 } },
      );

      expect(problem).toBeUndefined();
      expect(printed).toEqual(["true []"]);
    },
  );

  test.each([
    ["deep types", `let a: ${"A<".repeat(20_000)}1${">".repeat(20_000)}`],
    ["deep brackets", `x = ${"(".repeat(100_000)}1${")".repeat(100_000)}`],
    ["types that never end", `type A = ${"{ a: ".repeat(50_000)}`],
    ["a text beyond what is compiled", `let a: 1; //${"x".repeat(1_100_000)}`],
  ])("reads TypeScript of %s without an end of its own", async (_, text) => {
    const { ended } = await runGuest("try { require('./x.ts') } catch (error) { console.log('refused') }", {
      files: { "x.ts": text },
      limits: { effortMax: 100 },
    });
    const next = await runGuest("require('./x.ts')", {
      files: { "x.ts": "const x: number = 1; console.log(x)" },
    });

    expect(["rest", "limit", "error"]).toContain(ended);
    expect(next.printed).toEqual(["1"]);
  });
});
