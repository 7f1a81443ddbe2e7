import { describe, expect, test } from "vitest";

import { runGuest } from "../test/run-guest.ts";
import { FunctionDeferrer } from "./rewrite/deferred-functions.ts";

/** Modules that nobody asks for, so that a table is large. */
function filler(count: number): string {
  return Array.from(
    { length: count },
    (_, index) =>
      `  ${7000 + index}: (e, t, n) => { t.limit = n(${index}); t.route = "${"x".repeat(80)}"; return { size: e }; },\n`,
  ).join("");
}

/** The same bundle, small enough to be compiled at once, and so large that its table is left for later. */
function bundle(count: number, table: string, rest: string): string {
  return `(() => { var seen = []; var modules = {\n${table}${filler(count)}}; var extra = 3; ${rest} })();`;
}

async function bothWays(table: string, rest: string): Promise<readonly [string, string]> {
  const results: string[] = [];
  for (const count of [1, 1000]) {
    const { printed, errors, problem } = await runGuest(bundle(count, table, rest));
    results.push(JSON.stringify({ printed, errors, problem }));
  }
  return [results[0] ?? "", results[1] ?? ""];
}

const cases: readonly (readonly [what: string, table: string, rest: string])[] = [
  [
    "a closure that reads and writes",
    `a: () => { seen.push(extra); extra += 1; return extra; },`,
    `console.log(modules.a(), modules.a(), extra, seen);`,
  ],
  [
    "variables that are not there yet",
    `a: () => late,`,
    `try { modules.a(); } catch (error) { console.log(error.name, error.message); } let late = 5; console.log(modules.a());`,
  ],
  [
    "a constant that is assigned to",
    `a: () => { fixed = 2; },`,
    `const fixed = 1; try { modules.a(); } catch (error) { console.log(error.name, error.message); }`,
  ],
  [
    "functions that are hoisted",
    `a: function () { return later() + this.b(); }, b() { return typeof later; },`,
    `console.log(modules.a()); function later() { return "hoisted "; }`,
  ],
  [
    "what is given by default",
    `a: (x, y = x + extra, { z = y } = {}, ...rest) => [x, y, z, rest.length],`,
    `console.log(modules.a(1), modules.a(1, 2, { z: 9 }, 4, 5), modules.a.length, modules.a.name);`,
  ],
  [
    "generators",
    `a: function* (x) { const got = yield x; try { yield got * 2; } finally { seen.push("end"); } }, *b() { yield* modules.a(7); },`,
    `const made = modules.a(1); console.log(made.next(), made.next(4), made.return(8), seen, [...modules.b()], Object.prototype.toString.call(made));`,
  ],
  [
    "asynchronous functions",
    `a: async (x) => { await null; seen.push(x); return x; }, async b() { for await (const y of modules.c()) seen.push(y); }, c: async function* () { yield 1; yield 2; },`,
    `modules.a(0).then(() => modules.b()).then(() => console.log(seen)); console.log(seen.length);`,
  ],
  [
    "this, arguments and new.target",
    `a: function () { return [this === modules, arguments.length, new.target === undefined]; }, b: function B() { this.made = new.target === B; }, c: () => typeof this,`,
    `console.log(modules.a(1, 2), new modules.b().made, modules.b.prototype.constructor === modules.b, modules.c());`,
  ],
  [
    "arrows that take this and arguments from around",
    `a: () => [this.mark, arguments.length],`,
    `console.log(modules.a());`,
  ],
  [
    "strict functions",
    `a: function () { "use strict"; return this === undefined; }, b: function () { return this === globalThis; },`,
    `const { a, b } = modules; console.log(a(), b());`,
  ],
  [
    "recursion, by the table and by an own name",
    `a: (n) => (n <= 1 ? 1 : n * modules.a(n - 1)), b: function own(n) { return n === 0 ? own === modules.b : own(n - 1); },`,
    `console.log(modules.a(6), modules.b(3));`,
  ],
  [
    "names, lengths and texts",
    `a(x, y) { return x /* kept */ + y; }, b: (x) => x, "c d": function () {}, 12: (x) => x, e: (function (x) { return x; }), f: ((x) => x), async g(x) {},`,
    `for (const key of ["a", "b", "c d", 12, "e", "f", "g"]) console.log(key, modules[key].name, modules[key].length, String(modules[key]), typeof modules[key].prototype);`,
  ],
  [
    "the order of the keys",
    `b() {}, a() {}, 3: () => 1,`,
    `modules.a; modules.z = 1; modules.b = 2; delete modules[7000]; console.log(Object.keys(modules).filter((key) => !/^7/.test(key)), 7000 in modules, modules[7000]);`,
  ],
  [
    "what is asked of a table",
    `a() { return 1; }, b: (x) => x,`,
    `console.log("a" in modules, "no" in modules, modules.no, Object.hasOwn(modules, "b"), typeof modules.toString, JSON.stringify(Object.getOwnPropertyDescriptor(modules, "b")), Object.getPrototypeOf(modules) === Object.prototype, String(modules), Array.isArray(modules)); const copy = { ...modules }; console.log(copy.a(), copy.b === modules.b, modules.a === modules.a); for (const key in modules) if (/^[a-z]/.test(key)) console.log(key);`,
  ],
  [
    "a table that is written to",
    `a() { return 1; }, b() { return 2; },`,
    `modules.a = () => 9; Object.defineProperty(modules, "b", { enumerable: false }); console.log(modules.a(), modules.b(), Object.keys(modules).includes("b")); delete modules.a; console.log(modules.a, "a" in modules);`,
  ],
  [
    "a table that is frozen",
    `a() { return 1; },`,
    `modules.b = 2; Object.freeze(modules); modules.a = 3; console.log(modules.a(), Object.isFrozen(modules), Object.isExtensible(modules), Object.keys(modules).at(-1));`,
  ],
  [
    "objects that inherit from a table",
    `a() { return this.own; },`,
    `const below = Object.create(modules); below.own = 5; console.log(below.a(), Object.hasOwn(below, "a")); below.a = 1; console.log(below.a, typeof modules.a);`,
  ],
  [
    "classes within",
    `a: (e) => { class Base { static made = 0; #secret = 4; get secret() { return this.#secret; } constructor() { Base.made++; } } class Next extends Base { secretly() { return super.secret; } } e.result = [new Next().secretly(), Base.made, String(Next)]; },`,
    `const out = {}; modules.a(out); console.log(out.result);`,
  ],
  [
    "eval within, and what it sees",
    `a: (x) => eval("x + extra"), b: () => { eval("var made = 4"); return made; }, c: () => (0, eval)("typeof extra"),`,
    `console.log(modules.a(1), modules.b(), modules.c());`,
  ],
  [
    "an eval that code replaced",
    `a: () => extra,`,
    `const before = globalThis.eval; globalThis.eval = (text) => { seen.push(text); return before(text); }; console.log(modules.a(), seen.length, globalThis.eval === before); globalThis.eval = before;`,
  ],
  [
    "a function that is named length",
    `length() { return 4; }, a: () => 1,`,
    `console.log(modules.length(), modules.a(), Object.keys(modules).includes("length"));`,
  ],
  [
    "super of methods, whatever the table inherits from by then",
    `a() { return super.above?.(); }, b() { return [super.toString === Object.prototype.toString, this === modules]; },`,
    `console.log(modules.a(), modules.b()); Object.setPrototypeOf(modules, { above: () => "first" }); console.log(modules.a()); modules.__proto__ = { above() { return this === modules; } }; console.log(modules.a(), modules.a === modules["a"]);`,
  ],
  [
    "texts, where code replaced what matches regular expressions",
    `a() { return "kept"; },`,
    `const before = RegExp.prototype.exec; RegExp.prototype.exec = () => null; const text = String(arguments.callee); RegExp.prototype.exec = before; console.log(text.includes('return "kept"'), modules.a());`,
  ],
  [
    "a loader as bundles have it",
    `1: (e, t, n) => { t.one = n(2).two + 1; }, 2: (e, t, n) => { t.two = 2; e.id = n === load; },`,
    `const loaded = {}; function load(id) { const known = loaded[id]; if (known !== undefined) return known.exports; const module = (loaded[id] = { exports: {} }); modules[id](module, module.exports, load); return module.exports; } console.log(load(1), load(2), loaded[2].id);`,
  ],
  [
    "stacks: lines, columns and frames",
    `a: () => { throw new Error("here"); }, b() { return new Error("there").stack; },`,
    `const first = (stack) => String(stack).split(/[\\n,]/)[0]; try { modules.a(); } catch (error) { console.log(first(error.stack)); } console.log(first(modules.b())); Error.prepareStackTrace = (_, frames) => frames.map((frame) => frame.getFileName() + ":" + frame.getLineNumber() + ":" + frame.getColumnNumber()); console.log(first(modules.b())); delete Error.prepareStackTrace;`,
  ],
];

/** The same as a list, as older bundles have it. */
function listBundle(count: number, rest: string): string {
  const functions = Array.from(
    { length: count },
    (_, index) => `(e) => [${index}, "${"x".repeat(80)}", e][0],\n`,
  );
  return `(() => { const list = [function () { return this === list; }, (x) => x * 2, async function* named() {}, ${functions.join("")}]; const { length } = list; ${rest} })();`;
}

const listCases: readonly (readonly [what: string, rest: string])[] = [
  [
    "what each is, in any order",
    `console.log(list[5](), list[3](), list[1](4), list[0](), list[2].name, list[1].name, list[1] === list[1], list[length], 1 in list, length in list);`,
  ],
  [
    "walks over it",
    `let sum = 0; for (const each of list) sum += typeof each === "function" ? 1 : 0; const [first, , ...more] = list; console.log(sum - length, more.length - length, more[3](), list.map((each) => each.length).slice(0, 4), Array.isArray(list), list.indexOf(list[4]), list.at(-1) === list[length - 1]);`,
  ],
  [
    "functions that are added",
    `list.push(() => "new"); console.log(list.length - length, list[length](), list.pop()(), list[3]());`,
  ],
  [
    "functions that are taken away",
    `list.length = 5; console.log(list.length, Object.keys(list), list[4](), list.shift() !== undefined, list.splice(0, 2).length, list.length, list[1](), list.reverse()[0]()); list.length = 0; console.log(list, list[0]);`,
  ],
];

describe("tables of functions that are left for later", () => {
  test.each(listCases)("behave as those that are compiled at once in a list: %s", async (_, rest) => {
    const results: string[] = [];
    for (const count of [4, 1000]) {
      const { printed, errors, problem } = await runGuest(listBundle(count, rest));
      results.push(JSON.stringify({ printed, errors, problem }));
    }
    const deferrer = new FunctionDeferrer();

    expect(results[1]).toBe(results[0]);
    expect(results[0]).toContain('"errors":""');
    expect(deferrer.defer(listBundle(1000, rest))?.tables).toHaveLength(1);
  });

  test.each(cases)("behave as those that are compiled at once: %s", async (_, table, rest) => {
    const [atOnce, later] = await bothWays(table, rest);

    expect(atOnce).not.toContain('"printed":[]');
    expect(later).toBe(atOnce);
  });

  test("are told apart from texts that say what the tables are made by, and from small ones", () => {
    const deferrer = new FunctionDeferrer();

    expect(deferrer.defer(bundle(1000, "", ""))?.tables).toHaveLength(1);
    expect(deferrer.defer(bundle(1000, "", "$$pending()"))).toBeUndefined();
    expect(deferrer.defer(bundle(1, "", ""))).toBeUndefined();
  });

  test("are made of so much text and no more", () => {
    const deferrer = new FunctionDeferrer();
    const large = bundle(50_000, "", "");
    const known = Array.from(
      { length: 10 },
      (_, index) => deferrer.defer(`${large}//${index}`) !== undefined,
    );

    expect(known[0]).toBe(true);
    expect(known.at(-1)).toBe(false);
    expect(deferrer.defer(`${large}//0`)?.tables).toHaveLength(1);
  });

  test.each([
    ["lines", "\n"],
    ["one line", " "],
    ["one line that is not of one byte for each sign", " /* é 日 😀 */ "],
  ])("leave what is around them where it stands: %s", async (_, space) => {
    const text = bundle(
      1000,
      `a: () => new Error("a").stack,`,
      `console.log(modules.a(), new Error("b").stack);`,
    );
    const source = text.replaceAll("\n", space);

    const { printed } = await runGuest(source);

    expect(printed[0]).toContain(`install.js:${placeOf(source, `new Error("a")`)})`);
    expect(printed.find((line) => line.includes("<anonymous>"))).toBeDefined();
    expect(printed.join("\n")).toContain(`install.js:${placeOf(source, `new Error("b")`)})`);
  });

  test("are part of the text that a function around them tells", async () => {
    const text = `${bundle(1000, "", "")}\nfunction whole() { return { ${filler(1000)} }; }\nconsole.log(String(arguments.callee).includes(": (e, t, n) => { t.limit = n(999)"), String(arguments.callee).includes("$".concat("$t")), String(whole).length, Function.prototype.toString.name, String(Function.prototype.toString));`;

    const { printed } = await runGuest(text);

    expect(printed).toEqual([
      `true false ${`function whole() { return { ${filler(1000)} }; }`.length} toString function toString() {`,
      "    [native code]",
      "}",
    ]);
  });

  test("evaluate nothing but what is theirs, for whoever calls what makes them", async () => {
    const { printed } = await runGuest(`
      "use strict";
      for (const name of ["$$table", "$$pending"]) {
        try { globalThis[name] = () => "1"; } catch (error) { console.log(error.name); }
      }
      console.log($$pending(), Object.keys($$table(0, () => "2")), $$table(9, (text) => text).a);
    `);

    expect(printed).toEqual(["TypeError", "TypeError", "undefined [] undefined"]);
  });

  test.each([
    ["plain.js", "1"],
    ["a%s.js", "0"],
  ])("are left for later in a file whose name says nothing to the engine: %j", async (name, asked) => {
    const { printed } = await runGuest(
      `require("./${name}"); let asked = 0; Object.keys($$table(0, () => { asked += 1; return {}; })); console.log(asked);`,
      { files: { [name]: bundle(1000, "", "") } },
    );

    expect(printed).toEqual([asked]);
  });

  test("are compiled as a whole once much has been put in its place one by one", async () => {
    const filled = filler(1000).replaceAll("\n", " ");
    const wide = `(() => { const modules = {${filled.repeat(1)} last: () => new Error("x").stack }; const much = ${JSON.stringify("y".repeat(2_500_000))}; const more = {${filled} last: (n) => new Error(n).stack }; let sum = 0; for (const key of Object.keys(more)) sum += typeof more[key] === "function" ? 1 : 0; for (let at = 0; at < 1000; at += 1) sum += modules[7000 + at].length; console.log(sum, more.last("z").split("\\n")[0]); })();`;

    const { printed } = await runGuest(wide);

    expect(printed).toEqual([
      `4001     at last (/home/kim/project/node_modules/sample/install.js:${placeOf(wide, "new Error(n)")})`,
    ]);
  });
});

/** The line and the column that the engine gives a call with `new`: columns are bytes from 1 on, but from 0 on the first line, with the wrapper's. */
function placeOf(text: string, call: string): string {
  const at = text.indexOf(call);
  const line = text.slice(0, at).split("\n").length;
  const before = Buffer.byteLength(text.slice(text.lastIndexOf("\n", at - 1) + 1, at));
  const head = line === 1 ? "( function (exports, require, module, __filename, __dirname) {".length : 0;
  return `${line}:${head + before + "new ".length + (line === 1 ? 0 : 1)}`;
}
