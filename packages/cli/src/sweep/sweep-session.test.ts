import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { openSealedSweep } from "@lockkeeper/store";
import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeTerminal, waitUntil } from "../../test/fake-environment.ts";
import type { FakeTerminal } from "../../test/fake-environment.ts";
import type { SweepCommandInput, SweepItem } from "./sweep-input.ts";
import { createPassingKey, runSweep } from "./sweep-session.ts";
import type { SweepSurroundings } from "./sweep-surroundings.ts";

interface Machine {
  readonly root: string;
  readonly terminal: FakeTerminal;
  readonly surroundings: SweepSurroundings;
}

/** A machine that is a folder: its home, its temporary folder and its processes. */
async function createMachine(): Promise<Machine> {
  const root = await mkdtemp(join(tmpdir(), "lockkeeper-machine-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const folder of ["home/alice", "tmp", "proc"]) await mkdir(join(root, folder), { recursive: true });
  const terminal = await createFakeTerminal();
  const { catalogue } = await import("@lockkeeper/intel");
  const surroundings: SweepSurroundings = {
    ...terminal.environment,
    cwd: root,
    env: {},
    isAdministrator: false,
    hostName: "machine",
    proc: join(root, "proc"),
    ownPid: 1,
    host: {
      platform: "linux",
      name: "machine",
      root,
      isLive: true,
      homes: [join(root, "home/alice")],
      temporaryFolder: undefined,
    },
    ask: async () => undefined,
    campaigns: async () => catalogue,
    sealingKey: createPassingKey,
  };
  return { root, terminal, surroundings };
}

const plain: SweepCommandInput = {
  folders: [],
  campaigns: [],
  root: undefined,
  followsNetwork: false,
  output: undefined,
  isResumed: false,
  isWatching: false,
  lightMs: 5,
  send: undefined,
  key: undefined,
  data: undefined,
};

async function runAll(
  input: Partial<SweepCommandInput>,
  { surroundings }: Machine,
): Promise<readonly SweepItem[]> {
  const items: SweepItem[] = [];
  for await (const item of runSweep({ ...plain, ...input }, surroundings)) items.push(item);
  return items;
}

function placesOf(items: readonly SweepItem[]): readonly string[] {
  return items.flatMap((item) =>
    item.kind === "line" && item.line.kind === "match" ? [item.line.place] : [],
  );
}

async function startProcess({ root }: Machine, pid: number, command: string): Promise<void> {
  const fields = ["S", "1", ...Array.from({ length: 17 }, () => "0"), "300", "0"];
  await mkdir(join(root, "proc", String(pid)), { recursive: true });
  await writeFile(join(root, "proc", String(pid), "cmdline"), command.replaceAll(" ", "\0"));
  await writeFile(join(root, "proc", String(pid), "stat"), `${pid} (x) ${fields.join(" ")}\n`);
}

describe("runSweep", () => {
  test("runSweep finds a file, a process and its command on a machine, and says that connections told nothing", async () => {
    const machine = await createMachine();
    await writeFile(join(machine.root, "tmp/ld.py"), "# inert\n");
    await startProcess(machine, 77, "python3 /tmp/ld.py http://collector.invalid:8000");

    const items = await runAll({ campaigns: ["axios-2026"] }, machine);

    expect(placesOf(items).toSorted()).toEqual([join(machine.root, "tmp/ld.py"), "pid 77"]);
    expect(items).toContainEqual({
      kind: "line",
      line: { kind: "unreadable", place: "connections", code: "NO_ANSWER" },
    });
  });

  test("runSweep writes a sealed result, and leaves nothing of the way there", async () => {
    const machine = await createMachine();
    await writeFile(join(machine.root, "tmp/ld.py"), "# inert\n");

    const items = await runAll({ output: "out.jsonl" }, machine);

    const { body } = openSealedSweep(await readFile(join(machine.root, "out.jsonl")));
    const kinds = body
      .toString("utf8")
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { readonly kind: string }).kind); // our own lines
    expect([kinds[0], kinds.at(-1)]).toEqual(["sweep", "summary"]);
    expect(items.at(-1)).toMatchObject({ kind: "kept", file: join(machine.root, "out.jsonl") });
    await expect(access(join(machine.root, "out.jsonl.partial"))).rejects.toMatchObject({ code: "ENOENT" });
    await expect(access(join(machine.root, "out.jsonl.checkpoint"))).rejects.toMatchObject({
      code: "ENOENT",
    });
  });

  test("runSweep goes on where it was interrupted, and tells everything once", async () => {
    const machine = await createMachine();
    for (let index = 0; index < 1500; index += 1)
      await mkdir(join(machine.root, "home/alice", `f${index}/node_modules/plain-crypto-js`), {
        recursive: true,
      });
    const input = { campaigns: ["axios-2026"], output: "out.jsonl" };
    const before: SweepItem[] = [];

    for await (const item of runSweep({ ...plain, ...input }, machine.surroundings)) {
      before.push(item);
      if (placesOf(before).length === 1) machine.terminal.lifecycle.signal("SIGINT");
    }
    const after = await runAll({ ...input, isResumed: true }, machine);

    const { body } = openSealedSweep(await readFile(join(machine.root, "out.jsonl")));
    const text = body.toString("utf8");
    expect(before.at(-1)).toEqual({ kind: "interrupted", file: join(machine.root, "out.jsonl") });
    expect(placesOf(before).length).toBeLessThan(1500);
    expect(placesOf(before).length + placesOf(after).length).toBe(1500);
    expect(text.match(/"kind":"match"/g)?.length).toBe(1500);
    expect(text.match(/"kind":"summary"/g)?.length).toBe(1);
    expect(text.match(/"kind":"sweep"/g)?.length).toBe(1);
    expect(text).toContain('"matches":1500');
  });

  test("runSweep refuses to go on with another question, without a file, or with what is no checkpoint", async () => {
    const machine = await createMachine();
    await writeFile(join(machine.root, "bad.jsonl.checkpoint"), '{"bytes":0}\n{"schema":1}\n');

    await expect(runAll({ isResumed: true }, machine)).rejects.toMatchObject({ code: "CLI_USAGE" });
    await expect(runAll({ isResumed: true, output: "none.jsonl" }, machine)).rejects.toMatchObject({
      code: "CLI_BAD_FILE",
    });
    await expect(runAll({ isResumed: true, output: "bad.jsonl" }, machine)).rejects.toMatchObject({
      code: "SWEEP_BAD_CHECKPOINT",
    });
    await expect(runAll({ isWatching: true, output: "x" }, machine)).rejects.toMatchObject({
      code: "CLI_USAGE",
    });
    await expect(runAll({ campaigns: ["nobody-2020"] }, machine)).rejects.toMatchObject({
      code: "CLI_UNKNOWN_SUBJECT",
    });
    await expect(runAll({ folders: ["nowhere"] }, machine)).rejects.toMatchObject({ code: "CLI_BAD_FILE" });
    await expect(runAll({ folders: ["bad.jsonl.checkpoint"] }, machine)).rejects.toMatchObject({
      code: "CLI_BAD_FILE",
    });
  });

  test("runSweep hands a sealed result to a server with its token, and follows no redirect", async () => {
    const machine = await createMachine();
    const bodies: Buffer[] = [];
    const tokens: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        bodies.push(Buffer.concat(chunks));
        tokens.push(request.headers.authorization);
        if (bodies.length === 1) response.end('{"schema":1,"id":"machine.jsonl"}');
        else response.writeHead(307, { location: "http://127.0.0.1:1/" }).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`; // it listens on a port
    const surroundings = { ...machine.surroundings, env: { LOCKKEEPER_TOKEN: "lk_test" } };

    const items = await runAll({ send: url }, { ...machine, surroundings });
    const redirected = runAll({ send: url }, { ...machine, surroundings });

    await expect(redirected).rejects.toMatchObject({ code: "CLI_SWEEP_NOT_SENT" });
    expect(items.at(-1)).toEqual({ kind: "sent", url, id: "machine.jsonl" });
    expect(tokens[0]).toBe("Bearer lk_test");
    expect(openSealedSweep(gunzipSync(bodies[0] ?? Buffer.alloc(0))).body.toString("utf8")).toContain(
      '"host":"machine"',
    );
  });

  test("runSweep watches: what appears is told once, and a signal ends it", async () => {
    const machine = await createMachine();
    const items: SweepItem[] = [];
    const watching = (async () => {
      for await (const item of runSweep(
        { ...plain, campaigns: ["axios-2026"], isWatching: true },
        machine.surroundings,
      ))
        items.push(item);
    })();
    await waitUntil(() => items.length > 0);

    await writeFile(join(machine.root, "tmp/ld.py"), "# inert\n");
    await waitUntil(() => placesOf(items).length === 1);
    await startProcess(machine, 88, "python3 /tmp/ld.py");
    await waitUntil(() => placesOf(items).length === 2);
    machine.terminal.lifecycle.signal("SIGTERM");
    await watching;

    expect(placesOf(items)).toEqual([join(machine.root, "tmp/ld.py"), "pid 88"]);
  });
});
