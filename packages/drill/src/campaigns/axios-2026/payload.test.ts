import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { afterEach, beforeEach, expect, test } from "vitest";

import { renderHonestNotice, renderInertPayload } from "./payload.ts";

const run = promisify(execFile);
const guardFile = "lockkeeper-drill-guard";
let folder = "";
let guard = "";

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "lockkeeper-payload-"));
  guard = path.join(folder, "guard");
  await mkdir(guard);
  await writeFile(path.join(folder, "setup.js"), renderInertPayload());
  await writeFile(path.join(folder, "notice.js"), renderHonestNotice());
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function runScript(script: string, environment: Record<string, string>): Promise<string> {
  const { stdout, stderr } = await run(process.execPath, [script], { cwd: folder, env: environment });
  return stdout + stderr;
}

test.each(["setup.js", "notice.js"])("%s does nothing and says nothing without the guard", async (script) => {
  const output = await runScript(script, {});

  expect(output).toBe("");
  expect(await readdir(folder)).toEqual(["guard", "notice.js", "setup.js"]);
  expect(await readdir(guard)).toEqual([]);
});

test.each(["setup.js", "notice.js"])(
  "%s does nothing when the guard's folder holds no guard file",
  async (script) => {
    await runScript(script, { LOCKKEEPER_DRILL_GUARD: guard });

    expect(await readdir(guard)).toEqual([]);
  },
);

test.each(["setup.js", "notice.js"])("%s does nothing outside the temporary folder", async (script) => {
  const elsewhere = path.join(folder, "elsewhere");
  await mkdir(elsewhere);
  await writeFile(path.join(guard, guardFile), "");

  await runScript(script, { LOCKKEEPER_DRILL_GUARD: guard, TMPDIR: elsewhere, TEMP: elsewhere });
  await runScript(script, { LOCKKEEPER_DRILL_GUARD: homedir() });

  expect(await readdir(guard)).toEqual([guardFile]);
});

test("setup.js leaves one marker inside the guard's folder and nothing else", async () => {
  await writeFile(path.join(guard, guardFile), "");

  const output = await runScript("setup.js", { LOCKKEEPER_DRILL_GUARD: guard });

  const marker = (await readdir(guard)).find((name) => name.startsWith("marker-"));
  expect(output).toBe("");
  expect(await readFile(path.join(guard, marker ?? ""), "utf8")).toContain("collector.invalid");
  expect(await readdir(folder)).toEqual(["guard", "notice.js", "setup.js"]);
});

test("notice.js leaves its notice with the guard", async () => {
  await writeFile(path.join(guard, guardFile), "");

  await runScript("notice.js", { LOCKKEEPER_DRILL_GUARD: guard });

  expect((await readdir(guard)).toSorted()).toEqual([guardFile, "notice-shown"]);
});

test("renderInertPayload hides its strings and reaches for neither network nor processes", () => {
  const payload = renderInertPayload();

  expect(payload).not.toMatch(/child_process|http|fetch|net|collector|LOCKKEEPER/);
  expect(payload.trimEnd().split("\n")).toHaveLength(1);
});
