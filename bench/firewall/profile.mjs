// Says where Lockkeeper's time goes in one phase: `node bench/firewall/profile.mjs packument-cold-gzip-16 [--seconds 5]`.
// Prints the functions by their own time, and leaves the .cpuprofile for a viewer.
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { findLoadTool } from "./load.mjs";
import { startLockkeeper } from "./lockkeeper.mjs";
import { measurePhase } from "./measure.mjs";
import { parseOptions } from "./options.mjs";
import { phasesOf } from "./phases.mjs";
import { startOrigin } from "./start-origin.mjs";
import { learnPackages } from "./round.mjs";
import { printProfile } from "../shared/cpu-profile.mjs";
import { verifyServer } from "./verify.mjs";

const [wanted, ...rest] = process.argv.slice(2);
const phases = phasesOf({ ...parseOptions(rest), isFull: true });
const phase = phases.find((one) => one.id === wanted);
if (phase === undefined) {
  console.error(`Name a phase: ${phases.map((one) => one.id).join(" ")}`);
  process.exitCode = 2;
} else {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-profile-"));
  await profilePhase(folder);
  await printProfile(folder);
}

async function profilePhase(folder) {
  const origin = await startOrigin();
  const nodeArgs = ["--cpu-prof", "--cpu-prof-dir", folder, "--cpu-prof-interval", "500"];
  try {
    const server = await startLockkeeper({ folder: join(folder, "data"), origin: origin.url, nodeArgs });
    const sizes = await verifyServer(server.url, { hidesYoung: true, tarballBytes: origin.tarballBytes });
    if (phase.isCold && phase.subject === "tarball") await learnPackages([server]);
    console.log(await measurePhase(findLoadTool(), phase, { ...server, sizes }));
    await server.stop();
  } finally {
    await origin.stop();
  }
}
