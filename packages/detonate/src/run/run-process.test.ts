import { describe, expect, test } from "vitest";

import { runGuest } from "../../test/run-guest.ts";

describe("runProcess", () => {
  test("runs a CommonJS script to rest: modules, timers, promises and ticks in their order", async () => {
    const { printed, ended, problem } = await runGuest(
      `const { join } = require("path");
       const later = require("./later");
       setTimeout(() => console.log("timer"), 50);
       setImmediate(() => console.log("immediate"));
       Promise.resolve().then(() => console.log("promise"));
       process.nextTick(() => console.log("tick"));
       console.log(join("a", "b"), later.name, __filename, require.main === module);`,
      { files: { "later.js": "exports.name = 'later';" } },
    );

    expect(problem).toBeUndefined();
    expect(printed).toEqual([
      "a/b later /home/kim/project/node_modules/sample/install.js true",
      "tick",
      "promise",
      "immediate",
      "timer",
    ]);
    expect(ended).toBe("rest");
  });

  test.each([
    ["an asynchronous function that nobody waits for", "(async () => { await 1; throw new Error('x') })()"],
    ["a promise that is left to itself", "Promise.resolve().then(() => { throw new Error('x') })"],
    ["a method", "new (class { async run() { throw new Error('x') } go() { this.run() } })().go()"],
    ["a timer", "setTimeout(() => { throw new Error('x') }, 1)"],
  ])("ends with what nobody caught of %s, as Node does", async (_, text) => {
    const { printed, errors, status, problem } = await runGuest(
      `${text}; setTimeout(() => console.log("no"), 9)`,
    );

    expect(printed).toEqual([]);
    expect(errors).toMatch(/Error: x[\s\S]*Node\.js v20/);
    expect([status, problem?.split("\n")[0]]).toEqual([1, "Error: x"]);
  });

  test.each([
    ["unhandledRejection", "(async () => { throw new Error('x') })()"],
    ["uncaughtException", "(async () => { throw new Error('x') })()"],
    ["uncaughtException", "setTimeout(() => { throw new Error('x') }, 1)"],
  ])("lets a listener of %s have it, and goes on", async (name, text) => {
    const { printed, status, problem } = await runGuest(
      `process.on("${name}", (error) => console.log(error.message)); ${text}; setTimeout(() => console.log("on"), 9)`,
    );

    expect(printed).toEqual(["x", "on"]);
    expect([status, problem]).toEqual([0, undefined]);
  });

  test("runs functions that call eval and make much, which the engine's collector would break", async () => {
    const { printed, ended } = await runGuest(
      "const all = [...'x'.repeat(20_000)].map((x) => x.codePointAt(0)); eval('console.log(all.length)');",
    );

    expect(printed).toEqual(["20000"]);
    expect(ended).toBe("rest");
  });

  test("ends at the bound of work that the host does, however rarely the engine asks", async () => {
    const { printed, ended, problem } = await runGuest(
      `const { gzipSync, gunzipSync } = require("zlib"), packed = gzipSync(Buffer.alloc(1e6));
       for (let i = 0; i < 9; i++) { gunzipSync(packed); console.log(i); }`,
      { limits: { effortMax: 35 } },
    );

    expect(printed).toEqual(["0", "1"]);
    expect([ended, problem]).toEqual(["limit", "ran longer than an installer should"]);
  });

  test("leaves alone what somebody catches", async () => {
    const { printed, status } = await runGuest(
      `async function a() { throw 1 } a().catch(() => console.log("a")); const p = a(); p.catch(() => console.log("b")); a().then(0, () => console.log("c"))`,
    );

    expect(printed.toSorted()).toEqual(["a", "b", "c"]);
    expect(status).toBe(0);
  });
});
