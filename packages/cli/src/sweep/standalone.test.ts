import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { plantArtefacts } from "@lockkeeper/drill";
import { openSealedSweep } from "@lockkeeper/store";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";

const bundler = fileURLToPath(new URL("../../../../scripts/bundle-sweep.mjs", import.meta.url));
let script = "";

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-standalone-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the script with Node and nothing else of this project. */
function runAlone(
  folder: string,
  ...args: readonly string[]
): { code: number | null; out: string; err: string } {
  const env = { PATH: process.env["PATH"] ?? "", HOME: folder };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, "sweep.mjs"), ...args], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

async function placeAlone(): Promise<string> {
  const folder = await createFolder();
  await writeFile(join(folder, "sweep.mjs"), script);
  return folder;
}

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-bundle-"));
  try {
    const file = join(folder, "sweep.mjs");
    const { status, stderr } = spawnSync(process.execPath, [bundler, file], { encoding: "utf8" });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    script = await readFile(file, "utf8");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);

describe("the sweep as one file", () => {
  test("the script imports nothing but Node's own modules", () => {
    const imported = [...script.matchAll(/^import .*? from "([^"]+)";$/gm)].map(([, name]) => name ?? "");

    expect(imported.length).toBeGreaterThan(3);
    expect(imported.filter((name) => !name.startsWith("node:"))).toEqual([]);
    expect(script).not.toMatch(/\brequire\(|\bimport\(/);
  });

  test("the script finds planted artefacts from a folder that holds nothing else, and seals what it found", async () => {
    const folder = await placeAlone();
    const disk = join(folder, "disk");
    await mkdir(disk);
    await writeFile(join(disk, "lockkeeper-drill-guard"), "");
    await plantArtefacts(disk);

    const { code, out } = runAlone(folder, "--root", disk, "--output", "result.jsonl");

    const sealed = openSealedSweep(await readFile(join(folder, "result.jsonl")));
    expect(code).toBe(1);
    expect(out).toContain("plain-crypto-js");
    expect(sealed.body.toString("utf8")).toContain('"rule":"tell-manifest-swapped"');
    expect((await readdir(folder)).toSorted()).toEqual(["disk", "result.jsonl", "sweep.mjs"]);
  });

  test("the script answers a clean disk with 0, a wrong flag with 2, and shows its help", async () => {
    const folder = await placeAlone();
    await mkdir(join(folder, "disk", "home", "alice"), { recursive: true });

    const clean = runAlone(folder, "--root", "disk", "--json");
    const wrong = runAlone(folder, "--nonsense");
    const help = runAlone(folder, "--help");

    expect(clean.code).toBe(0);
    expect(clean.out.trim().split("\n").at(-1)).toContain('"kind":"summary","isComplete":true,"matches":0');
    expect(wrong).toMatchObject({ code: 2, out: "" });
    expect(help).toMatchObject({ code: 0, err: "" });
    expect(help.out).toContain("Usage: node lockkeeper-sweep.mjs");
  });
});
