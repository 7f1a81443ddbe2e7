import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { FakeClock } from "@lockkeeper/drill";
import { describe, expect, onTestFinished, test } from "vitest";

import { FakeSink } from "../test/fake-environment.ts";
import type { LogFile, LogFileOptions } from "./log-file.ts";
import { openLogFile } from "./log-file.ts";

interface Opened {
  readonly folder: string;
  readonly path: string;
  readonly log: LogFile;
  readonly fallback: FakeSink;
}

async function open(options: Partial<LogFileOptions> = {}): Promise<Opened> {
  const base = await mkdtemp(join(tmpdir(), "lockkeeper-log-"));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
  const folder = join(base, "logs");
  await mkdir(folder);
  const path = join(folder, "server.log");
  const fallback = new FakeSink();
  const clock = new FakeClock("2026-06-01T00:00:00Z");
  const log = await openLogFile({
    path,
    rotateBytes: 1000,
    keepCount: 3,
    clock,
    fallback,
    retryMs: 0,
    ...options,
  });
  onTestFinished(() => log.close());
  return { folder, path, log, fallback };
}

const line = (number: number): string => `line ${String(number).padStart(4, "0")} ${"x".repeat(89)}\n`;

describe("openLogFile", () => {
  test("openLogFile sets aside what has grown, compressed, keeps so many, and loses no line", async () => {
    const { folder, path, log } = await open();

    for (let number = 0; number < 95; number += 1) await log.sink.write(line(number));
    await log.close();

    const names = (await readdir(folder)).toSorted();
    const kept = await Promise.all(
      [3, 2, 1].map(async (index) => gunzipSync(await readFile(`${path}.${index}.gz`)).toString()),
    );
    const newest = await readFile(path, "utf8");
    expect(names).toEqual(["server.log", "server.log.1.gz", "server.log.2.gz", "server.log.3.gz"]);
    expect(`${kept.join("")}${newest}`).toBe([...Array(35).keys()].map((index) => line(index + 60)).join(""));
    expect(log.state()).toEqual({ lostLines: 0, failingSince: undefined });
  });

  test("openLogFile says usage for a file that cannot be written", async () => {
    const base = await mkdtemp(join(tmpdir(), "lockkeeper-log-"));
    onTestFinished(() => rm(base, { recursive: true, force: true }));

    const opening = open({ path: base });

    await expect(opening).rejects.toMatchObject({ code: "CLI_BAD_LOG_FILE" });
  });

  test("openLogFile goes on in the file of that name after reopen, as rotation by others needs it", async () => {
    const { path, log } = await open();

    await log.sink.write("before\n");
    await expect.poll(() => readFile(path, "utf8")).toBe("before\n");
    await rename(path, `${path}.moved`);
    log.reopen();
    await log.sink.write("after\n");
    await log.close();

    expect(await readFile(`${path}.moved`, "utf8")).toBe("before\n");
    expect(await readFile(path, "utf8")).toBe("after\n");
  });

  test("openLogFile counts what is lost, sends it elsewhere, and comes back when it can", async () => {
    const { folder, path, log, fallback } = await open();

    await rm(folder, { recursive: true });
    await writeFile(folder, "in the way");
    for (let number = 0; number < 40; number += 1) await log.sink.write(line(number));
    await expect.poll(() => log.state().failingSince).toBe(Date.parse("2026-06-01T00:00:00Z"));
    await expect.poll(() => fallback.text).toContain("line 0039");
    const during = log.state();
    await rm(folder);
    await expect
      .poll(async () => {
        await log.sink.write("back\n");
        return log.state().failingSince;
      })
      .toBeUndefined();
    await log.close();

    expect(during.lostLines).toBeGreaterThan(0);
    expect(await readFile(path, "utf8")).toMatch(/^(back\n)+$/);
  });
});
