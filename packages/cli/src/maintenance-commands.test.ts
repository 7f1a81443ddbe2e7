import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { createFakeEngine } from "../test/explain-record.ts";
import { createFakeTerminal, waitUntil } from "../test/fake-environment.ts";
import { promisedFields } from "../test/json-form.ts";

describe("cache", () => {
  test("cache status counts what is there", async () => {
    const { run } = await createFakeTerminal();

    const { code, lines } = await run("cache", "status", "--json");

    expect(code).toBe(0);
    expect(Object.keys(lines[0] ?? {}).toSorted()).toEqual(promisedFields("cache status", "data folder"));
    expect(lines[0]?.["tarballs"]).toEqual({ files: 0, bytes: 0, maxBytes: null });
  });

  test("cache status knows the bounds of the last server", async () => {
    const { run, folder } = await createFakeTerminal();
    await run("cache", "status");
    const usage = { files: 1, bytes: 2, maxBytes: 5_000_000_000, isCounted: true };
    const caches = { tarballs: { ...usage, maxBytes: 20_000_000_000 }, packuments: usage, snapshots: usage };
    await writeFile(join(folder, "data", "cache", "usage.json"), JSON.stringify({ isOpen: true, caches }));

    const { out } = await run("cache", "status");

    expect(out).toMatch(/Tarballs\s+0 files, 0 kB of 20 GB\n/);
  });

  test("cache purge removes what is cached of one package, and refuses what is no name", async () => {
    const { run } = await createFakeTerminal({
      engine: { ...createFakeEngine([]), purgeCache: async () => ({ packuments: 1, tarballs: 3 }) },
    });

    const purged = await run("cache", "purge", "axios");
    const lines = (await run("cache", "purge", "axios", "--json")).lines;
    const refused = await run("cache", "purge", "../axios");

    expect(purged.out).toBe("Removed 1 packument and 3 tarballs of axios from the cache.\n");
    expect(Object.keys(lines[0] ?? {}).toSorted()).toEqual(promisedFields("cache purge", "package"));
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("CORE_BAD_NAME") });
  });
});

describe("drill", () => {
  test("drill list tells what happens in each replay", async () => {
    const { run } = await createFakeTerminal();

    const { out } = await run("drill", "list");
    const { lines } = await run("drill", "list", "--json");

    expect(out).toContain("2026-03-31 00:21 UTC  axios 1.14.1 becomes latest");
    expect(Object.keys(lines[0] ?? {}).toSorted()).toEqual(promisedFields("drill list", "campaign"));
  });

  test("drill serve prints its URL on the last line, answers there in its own time, and stops", async () => {
    const { run, stdout, lifecycle } = await createFakeTerminal();

    const ended = run("drill", "serve", "axios-2026", "--at", "2026-03-31T01:10:00Z");
    await waitUntil(() => /http:\S+\n$/.test(stdout.text));
    const url = stdout.text.trimEnd().split("\n").at(-1) ?? "";
    const response = await fetch(`${url}/-/ping`);
    lifecycle.signal("SIGTERM");
    const { code } = await ended;

    expect(response.headers.get("date")).toBe("Tue, 31 Mar 2026 01:10:00 GMT");
    expect(code).toBe(0);
  });

  test("drill serve says usage for an unknown campaign and for a speed that is none", async () => {
    const { run } = await createFakeTerminal();

    const campaign = await run("drill", "serve", "nosuch-2026");
    const speed = await run("drill", "serve", "axios-2026", "--speed", "fast");

    expect([campaign.code, speed.code]).toEqual([2, 2]);
    expect(campaign.err).toContain("axios-2026");
  });
});
