import { startReplay } from "@lockkeeper/drill";
import { onTestFinished } from "vitest";
import { describe, expect, test } from "vitest";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { join } from "node:path";

import { createFakeTerminal, waitUntil } from "../test/fake-environment.ts";
import type { FakeResult, FakeTerminal } from "../test/fake-environment.ts";

interface Started {
  readonly terminal: FakeTerminal;
  readonly upstream: string;
  readonly ended: Promise<FakeResult>;
}

async function startDrill(): Promise<string> {
  const replay = await startReplay({ campaign: "axios-2026" });
  onTestFinished(() => replay.close());
  return `${replay.url}/`;
}

async function startOnDrill(...flags: readonly string[]): Promise<Started> {
  const upstream = await startDrill();
  const terminal = await createFakeTerminal();
  const ended = terminal.run("start", "--port", "0", "--upstream", upstream, ...flags);
  await waitUntil(() => terminal.stdout.text.endsWith("Ready\n") || terminal.stderr.text !== "");
  return { terminal, upstream, ended };
}

/** Asks until the answer is the expected one, for as long as a running server may take to notice a change. */
async function explainUntil(terminal: FakeTerminal, spec: string, expected: number): Promise<number> {
  const ask = async (): Promise<number> => (await terminal.run("explain", spec, "--json")).code;
  await expect.poll(ask, { interval: 20, timeout: 2000 }).toBe(expected);
  return ask();
}

describe("start", () => {
  test("start says where it is and how to point each client at it, and stops at a signal", async () => {
    const { terminal, upstream, ended } = await startOnDrill("--now", "upstream", "--observe");

    terminal.lifecycle.signal("SIGINT");
    const { code, out } = await ended;

    expect(code).toBe(0);
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(out)?.[1] ?? "";
    const stable = out
      .replaceAll(upstream, "UPSTREAM/")
      .replaceAll(port, "PORT")
      .replaceAll(terminal.folder, "FOLDER")
      .replace(/revision [0-9a-f]{12}/, "revision REVISION")
      .replace(/\d+ documented/, "N documented");
    expect(stable).toMatchInlineSnapshot(`
      "Lockkeeper http://127.0.0.1:PORT/

        Data folder   FOLDER/data
        Upstream      UPSTREAM/
        Policy        balanced, revision REVISION
        Intelligence  N documented campaigns, no advisories yet (npx --no lockkeeper intel update)
        Feeds         not asked by itself (intel update, or start --update-feeds)
        Mode          observing: everything is served, nothing is withheld
        Clock         drill, 2026-03-31 01:10 UTC

      Point a client at it:
        npm, pnpm 10       npm_config_registry=http://127.0.0.1:PORT/
        pnpm 11 and later  pnpm_config_registry=http://127.0.0.1:PORT/
        Yarn 1             YARN_REGISTRY=http://127.0.0.1:PORT/
        Yarn Berry         YARN_NPM_REGISTRY_SERVER=http://127.0.0.1:PORT/ YARN_UNSAFE_HTTP_WHITELIST=127.0.0.1
        Bun                BUN_CONFIG_REGISTRY=http://127.0.0.1:PORT/

      Or all of them in this shell:
        export npm_config_registry=http://127.0.0.1:PORT/
        export pnpm_config_registry=http://127.0.0.1:PORT/
        export YARN_REGISTRY=http://127.0.0.1:PORT/
        export YARN_NPM_REGISTRY_SERVER=http://127.0.0.1:PORT/
        export YARN_UNSAFE_HTTP_WHITELIST=127.0.0.1
        export BUN_CONFIG_REGISTRY=http://127.0.0.1:PORT/

      Stop with Ctrl-C.
      Ready
      "
    `);
  });

  test("start stops when the process that started it is gone", async () => {
    const { terminal, ended } = await startOnDrill();

    terminal.lifecycle.isParentLost = true;

    expect((await ended).code).toBe(0);
  });

  test("start ends at once at a second signal, with the code that shells give to it", async () => {
    const { terminal, ended } = await startOnDrill();

    terminal.lifecycle.signal("SIGINT");
    terminal.lifecycle.signal("SIGTERM");
    await ended;

    expect(terminal.lifecycle.exits).toEqual([143]);
  });

  test("start ends at a signal while its upstream has not answered yet", async () => {
    const silent = createServer();
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const sockets: Socket[] = [];
    silent.on("connection", (socket) => sockets.push(socket));
    const address = silent.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const terminal = await createFakeTerminal();

    const ended = terminal.run("start", "--port", "0", "--upstream", `http://127.0.0.1:${port}/`);
    await waitUntil(() => sockets.length > 0);
    terminal.lifecycle.signal("SIGTERM");
    await waitUntil(() => terminal.lifecycle.exits.length > 0);
    silent.close();
    for (const socket of sockets) socket.destroy();
    await ended;

    expect(terminal.lifecycle.exits).toEqual([0]);
    expect(terminal.stderr.text).toContain("Stopping before the server was up");
  });

  test("start refuses an upstream that is no URL and a policy that is not there as the user's to mend", async () => {
    const { run } = await createFakeTerminal();

    const upstream = await run("start", "--port", "0", "--upstream", "registry.example");
    const policy = await run("start", "--port", "0", "--policy", "absent.yaml");

    expect([upstream.code, policy.code]).toEqual([2, 2]);
    expect(upstream.err).toContain('Cannot use "registry.example" as upstream as it is no http or https URL');
    expect(policy.err).toMatch(/^error CLI_BAD_FILE/);
  });

  test("start refuses --now when an upstream is not on this machine", async () => {
    const { run } = await createFakeTerminal();

    const { code, err } = await run(
      "start",
      "--port",
      "0",
      "--upstream",
      "http://registry.example/",
      "--now",
      "upstream",
    );

    expect(code).toBe(2);
    expect(err).toContain("error CLI_CLOCK_NOT_LOOPBACK: ");
  });

  test("start refuses a port that is taken, a bad policy, a folder that is a file, and an upstream that is away", async () => {
    const upstream = await startDrill();
    const { run, folder } = await createFakeTerminal();
    await writeFile(join(folder, "bad.yaml"), "presett: strict\n");
    const port = new URL(upstream).port;
    const flags = ["start", "--upstream", upstream, "--port"];

    const taken = await run(...flags, port);
    const badPolicy = await run(...flags, "0", "--policy", join(folder, "bad.yaml"));
    const unwritable = await run(...flags, "0", "--data", join(folder, "bad.yaml"));
    const away = await run("start", "--port", "0", "--upstream", "http://127.0.0.1:1/");

    expect([taken.code, badPolicy.code, unwritable.code, away.code]).toEqual([2, 2, 2, 3]);
    expect(taken.err).toMatch(/^error SERVER_UPSTREAM_IS_SELF|^error FIREWALL_PORT_TAKEN/);
    expect(badPolicy.err).toMatch(/^error POLICY_/);
    expect(unwritable.err).toMatch(/^error STORE_UNWRITABLE/);
    expect(away.err).toMatch(/^error REGISTRY_UNREACHABLE/);
  });
});

describe("commands beside a server", () => {
  test("explain asks the server that runs on the data folder, also in a drill's time", async () => {
    const { terminal, ended } = await startOnDrill("--now", "upstream");

    const { code, lines } = await terminal.run("explain", "axios", "--json");
    terminal.lifecycle.signal("SIGTERM");
    await ended;

    expect(code).toBe(1);
    expect(lines[0]).toMatchObject({
      spec: "axios",
      version: "1.14.1",
      // What an inspection blocks outweighs what is only young.
      clause: "inspect",
      newestAcceptable: "1.14.0",
    });
  });

  test("exception add is followed by a running server, and ledger reads beside it", async () => {
    const { terminal, ended } = await startOnDrill("--now", "upstream");
    const why = ["--reason", "a drill", "--owner", "ada"];

    const before = await terminal.run("explain", "axios@1.14.1", "--json");
    const clauses = ["--clause", "cooldown,inspect"];
    await terminal.run("exception", "add", "axios@1.14.1", ...clauses, ...why, "--expires", "1h");
    const after = await explainUntil(terminal, "axios@1.14.1", 0);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(terminal.stdout.text)?.[0] ?? "";
    await fetch(`${url}/axios`);
    const ledger = await terminal.run("ledger", "--json");
    terminal.lifecycle.signal("SIGTERM");
    await ended;

    expect([before.code, after]).toEqual([1, 0]);
    expect(ledger.lines).toEqual([
      expect.objectContaining({ kind: "request", what: "packument", package: "axios", withheld: ["0.30.4"] }),
    ]);
  });

  test("start with a log file writes there, opens it again at SIGHUP, and says usage where it cannot", async () => {
    const { terminal, ended } = await startOnDrill("--now", "upstream", "--log-file", "server.log");
    const path = join(terminal.folder, "server.log");

    await rename(path, `${path}.1`);
    terminal.lifecycle.signal("SIGHUP");
    await waitUntil(() => existsSync(path) && readFileSync(path, "utf8").includes("CLI_LOG_REOPENED"));
    terminal.lifecycle.signal("SIGTERM");
    const { code, err } = await ended;
    const refused = await terminal.run("start", "--log-file", ".");

    expect([code, err]).toEqual([0, ""]);
    expect(readFileSync(path, "utf8")).toMatch(/^\S+Z info CLI_LOG_REOPENED: .*\n\S+Z info CLI_STOPPING: /m);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("CLI_BAD_LOG_FILE") });
  });

  test("start without a terminal goes on at SIGHUP, as services do", async () => {
    const { terminal, ended } = await startOnDrill("--now", "upstream");

    terminal.lifecycle.signal("SIGHUP");
    const during = await terminal.run("explain", "axios@1.14.0", "--json");
    terminal.lifecycle.signal("SIGTERM");

    expect(during.code).toBe(0);
    expect((await ended).code).toBe(0);
  });

  test.each([
    ["--cache-size", "20", "size from 100MB"],
    ["--log-rotate", "1B", "size from 100kB"],
    ["--ledger-keep", "soon", "--ledger-keep 400d"],
  ])("start says usage for %s %s", async (flag, value, hint) => {
    const { run } = await createFakeTerminal();

    const { code, err } = await run("start", "--port", "0", flag, value);

    expect(code).toBe(2);
    expect(err).toContain(hint);
  });
});
