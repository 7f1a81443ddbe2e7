// One reader, so many readings: prints how long they took. Arguments: reader, folder, rounds.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { medianOf } from "../firewall/statistics.mjs";
import { requirePeer } from "./parse-peers.mjs";

const [reader, folder, rounds] = process.argv.slice(2);
const file = join(folder, "pnpm-lock.yaml");
const manifest = readFileSync(join(folder, "package.json"), "utf8");
const read = await openReader();
const took = [];
const worked = [];
for (let round = 0; round < Number(rounds); round += 1) {
  globalThis.gc?.();
  const start = performance.now();
  const before = process.cpuUsage();
  const count = await read();
  took.push(performance.now() - start);
  const { user, system } = process.cpuUsage(before);
  worked.push((user + system) / 1000);
  if (!(count > 0)) throw new Error(`${reader} read nothing`);
}
const firstMs = took[0];
const figures = {
  firstMs,
  warmMs: warmOf(took),
  processorMs: warmOf(worked),
  residentMegabytes: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(JSON.stringify(figures));

/** The median without the first reading, in which code is compiled. */
function warmOf(all) {
  return medianOf((all.length > 1 ? all.slice(1) : all).toSorted((one, other) => one - other));
}

async function openReader() {
  if (reader === "pnpm") {
    const { readWantedLockfile } = requirePeer("@pnpm/lockfile.fs");
    return async () =>
      Object.keys((await readWantedLockfile(folder, { ignoreIncompatible: false })).packages).length;
  }
  if (reader === "snyk") {
    const { parsePnpmProject } = requirePeer("snyk-nodejs-lockfile-parser");
    const wanted = {
      includeDevDeps: true,
      includeOptionalDeps: true,
      pruneWithinTopLevelDeps: true,
      strictOutOfSync: false,
    };
    return async () =>
      (await parsePnpmProject(manifest, readFileSync(file, "utf8"), wanted)).getPkgs().length;
  }
  const { parseDependencyGraph, parseLockfile, parseProjectManifest } = await import("@lockkeeper/lockfile");
  const manifests = [parseProjectManifest(".", Buffer.from(manifest))];
  return async () => {
    const bytes = readFileSync(file);
    return reader === "lockkeeper"
      ? parseDependencyGraph("pnpm", bytes, { manifests }).packages.length
      : parseLockfile("pnpm", bytes).length;
  };
}
