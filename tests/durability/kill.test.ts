import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { systemErrorCode } from "@lockkeeper/core";
import type { FakeRegistry, PublishedVersion } from "@lockkeeper/drill";
import { startFakeRegistry } from "@lockkeeper/drill";
import { runningServer } from "@lockkeeper/server";
import { openDataFolder, openLedgerReader } from "@lockkeeper/store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../support/ask.ts";

const rounds = 100;
const command = join(import.meta.dirname, "..", "..", "packages", "cli", "bin", "lockkeeper.js");

let registry: FakeRegistry;
let dataFolder: string;
const published: PublishedVersion[] = [];
const answered: string[] = [];

beforeAll(async () => {
  registry = await startFakeRegistry();
  dataFolder = await mkdtemp(join(tmpdir(), "lockkeeper-kill-"));
  // Versions appear during the test, many of one package within minutes; that is not what it is about.
  await writeFile(
    join(dataFolder, "policy.yaml"),
    "version: 1\npreset: balanced\ncooldown: { effect: off }\ninspect: { effect: off }\n",
  );
});

afterAll(async () => {
  await registry.close();
  await rm(dataFolder, { recursive: true, force: true });
});

test(
  `a server that is killed ${rounds} times under load keeps cache, index and ledger intact`,
  { timeout: 600_000 },
  async () => {
    for (let round = 0; round < rounds; round += 1) await killUnderLoad(round);

    const { url, stop } = await startServer();
    const served = await Promise.all(
      published.map(async (version) => ({ version, answer: await fetchTarball(url, version, "final") })),
    );
    await stop();

    const damaged = served.filter(({ version, answer }) => !answer.body.equals(version.tarball));
    const reader = await openLedgerReader(await openDataFolder(dataFolder));
    const counted = new Map<string, number>();
    for await (const row of reader.query({})) counted.set(row.identity, (counted.get(row.identity) ?? 0) + 1);
    const verification = await reader.verify();
    await reader.close();

    expect(
      damaged.map(({ version, answer }) => `${version.name}@${version.version}: ${answer.phrase}`),
    ).toEqual([]);
    expect(answered.length).toBeGreaterThan(rounds * 5);
    expect(answered.filter((identity) => counted.get(identity) !== 1)).toEqual([]);
    expect(verification.kind).toBe("intact");
  },
);

async function killUnderLoad(round: number): Promise<void> {
  const name = `pkg-${round % 7}`;
  const version = registry.publish(
    { name, version: `1.${round}.0` },
    {
      at: Date.now(),
      files: [{ path: "filler.bin", content: Buffer.alloc(2000 * (1 + (round % 50)), round) }],
    },
  );
  published.push(version);
  const { url, child } = await startServer();
  // The kill comes amid other requests, after ever another number of answers: some amid the first download, some later.
  let missing = 1 + ((round * 7) % 40);
  const onAnswer = (): void => {
    missing -= 1;
    if (missing === 0) child.kill("SIGKILL");
  };
  const load = [...Array(8).keys()].map((worker) => askUntilDead({ url, round, worker, onAnswer }));
  await Promise.all([...load, ended(child)]);
}

interface Load {
  readonly url: string;
  readonly round: number;
  readonly worker: number;
  readonly onAnswer: () => void;
}

async function askUntilDead({ url, round, worker, onAnswer }: Load): Promise<void> {
  for (let turn = 0; turn < 400; turn += 1) {
    const identity = `r${round}-w${worker}-t${turn}`;
    const target = published[(round * 3 + worker + turn) % published.length];
    if (target === undefined) return;
    const isPackument = turn % 3 === 0;
    const asking = isPackument ? askPackument(url, target, identity) : fetchTarball(url, target, identity);
    const answer = await asking.catch(undefinedIfDead);
    if (answer === undefined) return;
    expect(answer.status).toBe(200);
    if (!isPackument) expect(answer.body.equals(target.tarball)).toBe(true);
    answered.push(`user:${identity}`);
    onAnswer();
  }
}

function undefinedIfDead(error: unknown): undefined {
  const code = systemErrorCode(error) ?? "";
  if (["ECONNREFUSED", "ECONNRESET", "EPIPE"].includes(code)) return undefined;
  throw error;
}

function askPackument(url: string, { name }: PublishedVersion, identity: string): ReturnType<typeof ask> {
  return ask(url, `/${name}`, { headers: { authorization: basic(identity) } });
}

function fetchTarball(
  url: string,
  { name, version }: PublishedVersion,
  identity: string,
): ReturnType<typeof ask> {
  return ask(url, `/${name}/-/${name}-${version}.tgz`, { headers: { authorization: basic(identity) } });
}

function basic(identity: string): string {
  return `Basic ${Buffer.from(`${identity}:x`).toString("base64")}`;
}

interface Started {
  readonly url: string;
  readonly child: ChildProcess;
  readonly stop: () => Promise<void>;
}

async function startServer(): Promise<Started> {
  const child = spawn(
    process.execPath,
    [command, "start", "--port", "0", "--data", dataFolder, "--upstream", registry.url],
    {
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  let complaints = "";
  child.stderr?.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  for (let waited = 0; waited < 20_000; waited += 20) {
    const running = await runningServer(dataFolder);
    if (running !== undefined && running.pid === child.pid) {
      return {
        url: running.url,
        child,
        stop: async () => {
          child.kill("SIGTERM");
          await ended(child);
        },
      };
    }
    if (child.exitCode !== null) break;
    await sleep(20);
  }
  throw new Error(`The server did not start (exit ${child.exitCode}): ${complaints}`);
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once("exit", () => resolve());
  });
}
