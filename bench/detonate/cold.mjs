// The command as a process, from its start to its end, on the dropper of the Axios night.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../../packages/cli/bin/lockkeeper.js", import.meta.url));
const worlds = ["drill-linux-laptop", "drill-darwin-laptop", "drill-win32-laptop"];

/** Milliseconds of each round; the first, which fills the disk's cache, is left out. */
export function measureCold(tarball, rounds) {
  const took = [];
  const args = [
    command,
    "detonate",
    tarball,
    "--trigger",
    "install",
    ...worlds.flatMap((name) => ["--world", name]),
  ];
  for (let round = 0; round <= rounds; round += 1) {
    const began = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    const ms = performance.now() - began;
    if (status !== 1) throw new Error(`detonate ended with ${status}: ${stderr.slice(-2000)}`);
    if (round > 0) took.push(ms);
  }
  return took;
}
