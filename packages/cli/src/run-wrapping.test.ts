import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { startFakeRegistry } from "@lockkeeper/drill";
import type { FakeRegistry } from "@lockkeeper/drill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import type { FakeTerminal } from "../test/fake-environment.ts";

let registry: FakeRegistry;

beforeAll(async () => {
  registry = await startFakeRegistry();
});

afterAll(() => registry.close());

async function openTerminal(): Promise<FakeTerminal> {
  const terminal = await createFakeTerminal({
    env: { PATH: process.env["PATH"] ?? "" },
    now: new Date().toISOString(),
  });
  await mkdir(join(terminal.folder, "app"));
  return { ...terminal, environment: terminal.environment };
}

function node(script: string): readonly string[] {
  return ["run", "--upstream", registry.url, "--", process.execPath, "-e", script];
}

describe("run", () => {
  test("answers the exit code of the command and prints nothing to standard output", async () => {
    const { run } = await openTerminal();

    const { code, out } = await run(...node("process.exit(41)"));

    expect(code).toBe(41);
    expect(out).toBe("");
  });

  test("answers 128 and the number of the signal that ended the command", async () => {
    const { run } = await openTerminal();

    expect((await run(...node('process.kill(process.pid, "SIGKILL")'))).code).toBe(137);
  });

  test("answers 125 when it is called wrongly, since 2 could be the command's", async () => {
    const { run } = await openTerminal();

    expect((await run("run", "--unheard", "npm", "ci")).code).toBe(125);
    expect((await run("run")).code).toBe(125);
    expect((await run("run", "--help")).code).toBe(0);
  });

  test("takes hosts that --strict lets through one by one", async () => {
    const { run } = await openTerminal();
    const flags = ["--strict", "--allow-host", "a.example", "--allow-host", "b.example"];

    const { code } = await run(
      "run",
      "--upstream",
      registry.url,
      ...flags,
      process.execPath,
      "-e",
      "process.exit(9)",
    );

    expect(code).toBe(9);
  });

  test("answers 127 for a command that is not there", async () => {
    const { run } = await openTerminal();

    const { code, err } = await run("run", "--upstream", registry.url, "no-such-command-here");

    expect(code).toBe(127);
    expect(err).toContain("CLI_NO_SUCH_COMMAND");
  });

  test("answers 125 when Lockkeeper itself cannot: a bad policy of the folder", async () => {
    const { run, folder } = await openTerminal();
    await writeFile(join(folder, "lockkeeper.policy.yaml"), "version: 1\nunheard: of\n");

    const { code, err } = await run(...node("process.exit(0)"));

    expect(code).toBe(125);
    expect(err).toMatch(/error POLICY_/);
  });

  test("leaves nothing but npm's logs behind, and no server", async () => {
    const { run, folder } = await openTerminal();

    await run(...node("process.exit(0)"));

    expect(await readdir(join(folder, "data", "run"))).toEqual(["npm-logs"]);
    expect(await readdir(join(folder, "data"))).not.toContain("server.json");
  });

  test("gives the command a proxy, authorities that hold no key, and caches of its own", async () => {
    const { run, folder } = await openTerminal();
    const report = join(folder, "seen.json");
    const script = `require("fs").writeFileSync(${JSON.stringify(report)}, JSON.stringify({ proxy: process.env.HTTPS_PROXY, cache: process.env.npm_config_cache, pem: require("fs").readFileSync(process.env.npm_config_cafile, "utf8"), mode: require("fs").statSync(process.env.npm_config_cafile).mode & 0o777 }))`;

    await run(...node(script));

    const seen = JSON.parse(await readFile(report, "utf8")) as Record<string, unknown>; // the script's own words
    expect(seen["proxy"]).toMatch(/^http:\/\/lockkeeper:[0-9a-f]{32}@127\.0\.0\.1:\d+$/);
    expect(seen["cache"]).toContain(join(folder, "data", "run"));
    expect(seen["pem"]).toContain("BEGIN CERTIFICATE");
    expect(seen["pem"]).not.toContain("PRIVATE KEY");
    expect(seen["mode"]).toBe(0o600);
  });

  test("writes a report whose last line is about the whole", async () => {
    const { run, folder } = await openTerminal();
    const report = join(folder, "report.jsonl");

    await run("run", "--upstream", registry.url, "--report", report, "--", process.execPath, "-e", "0");

    const lines = (await readFile(report, "utf8")).trim().split("\n");
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
      schema: 1,
      kind: "run",
      exitCode: 0,
      withheld: 0,
    });
  });
});
