import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import { expect, onTestFinished, test } from "vitest";

import { ask, jsonOf } from "../support/ask.ts";
import { startFirewallUnderTest } from "../support/running-firewall.ts";

const run = promisify(execFile);
const command = join(import.meta.dirname, "..", "..", "packages", "cli", "bin", "lockkeeper.js");
const tarball = "/helper/-/helper-1.0.1.tgz";

test(
  "a response beside a running firewall has a version refused, its bytes put aside, and lets it in again when it is lifted",
  { timeout: 120_000 },
  async () => {
    const registry = await startFakeRegistry();
    onTestFinished(() => registry.close());
    registry.publish({ name: "helper", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
    const published = registry.publish({ name: "helper", version: "1.0.1" }, { at: "2026-01-02T00:00:00Z" });
    const clock = new FakeClock("2026-06-01T00:00:00Z");
    const firewall = await startFirewallUnderTest({ upstream: registry.url, clock });
    onTestFinished(() => firewall.close());
    const respond = async (...words: readonly string[]): Promise<string> => {
      const flags = ["--data", firewall.dataFolder, "--json"];
      return (await run(process.execPath, [command, "respond", "helper@1.0.1", ...words, ...flags])).stdout;
    };
    /** The policy is looked at once a second. */
    const later = (): void => clock.advance(5000);
    const taken = await ask(firewall.url, tarball, { headers: { authorization: basic("alice") } });

    const said = await respond("--yes", "--freeze", "0", "--upstream", registry.url).catch(outputOf);
    later();
    const refused = await ask(firewall.url, tarball);
    const listed = jsonOf(await ask(firewall.url, "/helper"));
    const incidents = await readdir(join(firewall.dataFolder, "incidents"));
    const root = join(firewall.dataFolder, "incidents", incidents[0] ?? "");
    const kept = await readdir(join(root, "quarantine", "firewall"));
    const report = await readFile(join(root, "report", "incident.md"), "utf8");
    await respond("--lift");
    later();
    const again = await ask(firewall.url, tarball);

    expect(taken.status).toBe(200);
    expect(refused.status).toBe(403);
    expect(listed["versions"]).toHaveProperty(["1.0.0"]);
    expect(listed["versions"]).not.toHaveProperty(["1.0.1"]);
    expect(said).toContain('"clean":true');
    expect(kept).toHaveLength(1);
    expect(await readFile(join(root, "quarantine", "firewall", kept[0] ?? ""))).toEqual(published.tarball);
    expect(report).toContain("alice");
    expect(again.status).toBe(200);
  },
);

test.each(["freeze", "deny", "repair"])(
  "a response whose process is killed at %s goes on, and ends clean",
  { timeout: 120_000 },
  async (step) => {
    const registry = await startFakeRegistry();
    onTestFinished(() => registry.close());
    registry.publish({ name: "helper", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
    registry.publish({ name: "helper", version: "1.0.1" }, { at: "2026-01-02T00:00:00Z" });
    const folder = await mkdtemp(join(tmpdir(), "lockkeeper-killed-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    const project = join(folder, "work", "shop");
    await mkdir(project, { recursive: true });
    await writeProject(project, registry.url);
    const flags = ["--yes", "--json", "--data", join(folder, "data"), "--upstream", registry.url];
    const child = spawn(
      process.execPath,
      [command, "respond", "helper@1.0.1", join(folder, "work"), "--freeze", "24h", ...flags],
      { stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, PATH: folder } },
    );
    let printed = "";
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString("utf8");
      if (printed.includes(`"kind":"step","id":"${step}"`)) child.kill("SIGKILL");
    });
    await once(child, "close");

    const resumed = await run(process.execPath, [command, "respond", "--resume", ...flags], {
      env: { ...process.env, PATH: folder },
    }).catch(outputOf);
    const said = typeof resumed === "string" ? resumed : resumed.stdout;

    // A process that was through before the signal came leaves nothing to go on with.
    expect(said === "" ? printed : said).toContain('"clean":true');
    expect(await readFile(join(project, "package-lock.json"), "utf8")).not.toContain("1.0.1");
  },
);

async function writeProject(folder: string, registry: string): Promise<void> {
  const root = { name: "shop", version: "2.0.0", dependencies: { helper: "^1.0.0" } };
  const helper = {
    version: "1.0.1",
    resolved: `${registry}/helper/-/helper-1.0.1.tgz`,
    integrity: `sha512-${"A".repeat(86)}==`,
  };
  const lockfile = {
    ...root,
    lockfileVersion: 3,
    requires: true,
    packages: { "": root, "node_modules/helper": helper },
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(root, undefined, 2));
  await writeFile(join(folder, "package-lock.json"), JSON.stringify(lockfile, undefined, 2));
}

function basic(user: string): string {
  return `Basic ${Buffer.from(`${user}:x`).toString("base64")}`;
}

/** Somebody took it, so the exit code may be another than 0. */
function outputOf(error: unknown): string {
  if (error instanceof Error && "stdout" in error && typeof error.stdout === "string") return error.stdout;
  throw error;
}
