import { describe, expect, test } from "vitest";

import { Emulator } from "./emulator.ts";
import { detonatePackage } from "./detonate-package.ts";
import type { Detonation } from "./detonation.ts";
import { detonateLimits } from "./limits.ts";
import { createWorld } from "./worlds/worlds.ts";

const world = createWorld("linux-laptop", Date.UTC(2026, 10, 17, 9));
// The stack of a test's thread is a small one.
const emulator = Emulator.create({ ...detonateLimits, stackMaxBytes: 160 * 1024 });

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const twoNumbers = [1, 6, 1, 0x60, 2, 0x7f, 0x7f, 0];

function program(...sections: readonly (readonly number[])[]): Buffer {
  return Buffer.from([...header, ...sections.flat()]);
}

function dataAt(offset: number, text: string): readonly number[] {
  return [11, text.length + 6, 1, 0, 0x41, offset, 0x0b, text.length, ...Buffer.from(text)];
}

function named(name: string): readonly number[] {
  return [name.length, ...Buffer.from(name)];
}

async function load(text: string, bytes: Buffer): Promise<Detonation> {
  const entries = Object.entries({
    "package.json": '{"name":"sample","version":"1.0.0"}',
    "index.js": `const bytes = require("fs").readFileSync(require.resolve("./a.wasm"));\n${text}`,
    "a.wasm": bytes,
  }).map(([path, content]) => ({ path, bytes: Buffer.from(content), mode: 0o644 }));
  return await detonatePackage(
    { entries },
    { triggers: ["import"], worlds: [world], isCoverageWanted: false },
    { emulator: await emulator, now: () => performance.now() },
  );
}

function hostsOf({ triggers }: Detonation): readonly unknown[] {
  const all = triggers.flatMap(({ worlds }) => worlds).flatMap(({ observations }) => observations);
  return all.filter(({ kind }) => kind === "network").map(({ data }) => data["host"]);
}

function endsOf({ triggers }: Detonation): readonly string[] {
  return triggers.flatMap(({ worlds }) => worlds).map(({ ended, problem = "" }) => `${ended}${problem}`);
}

describe("a program of WebAssembly", () => {
  test("has its texts in the memory that it gives", async () => {
    const text = "https://memory.invalid/";
    const bytes = program([5, 3, 1, 0, 1], [7, 5, 1, ...named("m"), 2, 0], dataAt(16, text));

    const detonation = await load(
      `const made = new WebAssembly.Instance(new WebAssembly.Module(bytes));
       fetch(Buffer.from(made.exports.m.buffer, 16, ${text.length}).toString());`,
      bytes,
    );

    expect(hostsOf(detonation)).toEqual(["memory.invalid"]);
  });

  test("hands its texts to functions that it may call", async () => {
    const bytes = program(
      twoNumbers,
      [2, 11, 1, ...named("env"), ...named("ask"), 0, 0],
      [5, 3, 1, 0, 1],
      [7, 9, 2, ...named("m"), 2, 0, ...named("r"), 0, 1],
      dataAt(8, "fetch('https://handed.invalid/')"),
    );

    const detonation = await load(
      `const env = { ask: (at, length) => eval(Buffer.from(m.buffer, at, length).toString()) };
       let m; WebAssembly.instantiate(bytes, { env }).then(({ instance }) => { ({ m } = instance.exports); instance.exports.r(); });`,
      bytes,
    );

    expect(hostsOf(detonation)).toEqual(["handed.invalid"]);
  });

  test("gives its sections by their names, and what it wants and has", async () => {
    const bytes = program([0, 10, ...named("note"), ...Buffer.from("hello")], [7, 5, 1, ...named("m"), 2, 0]);

    const detonation = await load(
      `const made = new WebAssembly.Module(bytes);
       const [note] = WebAssembly.Module.customSections(made, "note");
       const [{ name, kind }] = WebAssembly.Module.exports(made);
       fetch("https://" + [Buffer.from(note).toString(), name, kind, WebAssembly.Module.imports(made).length].join("-") + ".invalid/");`,
      bytes,
    );

    expect(hostsOf(detonation)).toEqual(["hello-m-memory-0.invalid"]);
  });

  test.each([
    ["nothing", []],
    ["no program", [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ["a section that is longer than the file", [...header, 11, 0xff, 0xff, 0xff, 0x7f, 1]],
    ["a list that is longer than the file", [...header, 7, 5, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ["a number without an end", [...header, 1, 9, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ["content far beyond its memory", [...header, 11, 9, 1, 0, 0x41, 0xff, 0xff, 0xff, 0x7f, 0x0b, 1, 65]],
  ])("may be %s", async (_, bytes) => {
    const detonation = await load(
      `const made = new WebAssembly.Instance(new WebAssembly.Module(bytes), {}); made.exports.run(1); made.exports.memory.buffer.slice(0, 4);`,
      Buffer.from(bytes),
    );

    expect(endsOf(detonation)).toEqual(["rest"]);
  });
});
