// Says where Lockkeeper's time goes in an install: `node bench/install/profile.mjs cold|warm|confirmed`.
// Prints the functions by their own time, and leaves the .cpuprofile for a viewer.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { startLockkeeper } from "../firewall/lockkeeper.mjs";
import { printProfile } from "../shared/cpu-profile.mjs";
import { say } from "../shared/results.mjs";
import { prepareCopy } from "./prepare.mjs";
import { confirmedMs, measureInstall } from "./round.mjs";
import { startCopyOrigin } from "./servers.mjs";

const latencyMs = 25;
const writtenWithinMs = 30_000;
const profiler = new URL("../shared/profile-window.mjs", import.meta.url).href;
const [wanted] = process.argv.slice(2);
if (wanted === "cold" || wanted === "warm" || wanted === "confirmed") await profileInstall(wanted);
else {
  console.error("Name a phase: cold, warm or confirmed");
  process.exitCode = 2;
}

async function profileInstall(phase) {
  const copy = await prepareCopy({ say });
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-profile-"));
  await mkdir(join(folder, "projects"));
  const origin = await startCopyOrigin({ copy, delayMs: latencyMs });
  const env = { BENCH_PROFILE_FOLDER: folder };
  const data = join(folder, "data");
  const server = await startLockkeeper({
    folder: data,
    origin: origin.url,
    nodeArgs: ["--import", profiler],
    env,
  });
  const install = () => measureInstall({ copy, origin, server, folder: join(folder, "projects") });
  try {
    for (let before = { cold: 0, warm: 1, confirmed: 2 }[phase]; before > 0; before -= 1) await install();
    if (phase === "confirmed") await wait(confirmedMs);
    process.kill(server.pid, "SIGUSR2");
    const { wallMs, cpuSeconds } = await install();
    process.kill(server.pid, "SIGUSR2");
    await waitForFile(join(folder, "window.cpuprofile"));
    await printProfile(folder);
    console.log(`npm ci took ${(wallMs / 1000).toFixed(1)} s, the server ${cpuSeconds.toFixed(2)} s of CPU`);
  } finally {
    await server.stop();
    await origin.stop();
  }
}

async function waitForFile(path) {
  for (const until = Date.now() + writtenWithinMs; !existsSync(path); await wait(100))
    if (Date.now() > until) throw new Error(`Cannot find the profile ${path}`);
  // Written in one go, but not at once.
  await wait(1000);
}
