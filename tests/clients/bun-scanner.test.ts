import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { parseInstant } from "@lockkeeper/core";
import type { Replay } from "@lockkeeper/drill";
import { startReplay } from "@lockkeeper/drill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { clientOf } from "./support/clients.ts";
import { runClient } from "./support/run-client.ts";
import type { ClientRun } from "./support/run-client.ts";
import { createWorkplace, installedVersion } from "./support/workplace.ts";

const scanner = join(import.meta.dirname, "..", "..", "integrations", "bun-scanner", "scanner.mjs");
const bun = clientOf("bun");
const timeout = 180_000;
let replay: Replay;

beforeAll(async () => {
  replay = await startReplay({ campaign: "axios-2026", at: parseInstant("2026-03-31T01:10:00Z") });
}, timeout);

afterAll(async () => {
  await replay.close();
});

interface Added extends ClientRun {
  readonly installed: string | undefined;
}

/** Adds a package in a project whose Bun is told to ask the scanner first. */
async function add(spec: string, env: Readonly<Record<string, string>> = {}): Promise<Added> {
  const workplace = await createWorkplace(bun);
  try {
    const settings = `[install]\nregistry = "${replay.url}/"\n[install.security]\nscanner = ${JSON.stringify(scanner)}\n`;
    await writeFile(join(workplace.project, "bunfig.toml"), settings);
    const run = await runClient({ client: bun, workplace, origin: undefined, args: [...bun.add, spec], env });
    return { ...run, installed: await installedVersion(workplace, "axios") };
  } finally {
    await workplace.dispose();
  }
}

describe("the security scanner in Bun", { timeout }, () => {
  test("stops an installation that brings malware, also as somebody's dependency", async () => {
    const run = await add("axios@1.14.1");

    expect(run, run.output).toMatchObject({ exitCode: 1, installed: undefined });
    expect(run.output).toMatch(/axios@1\.14\.1 is malware/);
    expect(run.output).toMatch(/plain-crypto-js@4\.2\.1 is malware/);
  });

  test("lets everything else through", async () => {
    const run = await add("axios@1.14.0");

    expect(run, run.output).toMatchObject({ exitCode: 0, installed: "1.14.0" });
  });

  test("stops an installation that nobody could look at", async () => {
    const run = await add("axios@1.14.0", { LOCKKEEPER_PROGRAM: "/nowhere/lockkeeper.js" });

    expect(run, run.output).toMatchObject({ exitCode: 1, installed: undefined });
    expect(run.output).toMatch(/Lockkeeper could not scan/);
  });
});
