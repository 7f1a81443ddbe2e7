import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const installed = fileURLToPath(new URL("../.peers/lockfiles/", import.meta.url));

/** Installs the readers of lockfiles to compare with, as their lockfile says, without install scripts, unless they are there. */
export function installParsePeers() {
  const wanted = readFileSync(join(installed, "package-lock.json"), "utf8");
  const stamp = join(installed, "node_modules", ".installed-lock.json");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, error } = spawnSync("npm", args, { cwd: installed, stdio: "inherit" });
  if (status !== 0)
    throw new Error(`Cannot install the readers of lockfiles in ${installed}`, { cause: error });
  writeFileSync(stamp, wanted);
}

/** Whether `node bench/setup.mjs` has brought them. */
export function areParsePeersInstalled() {
  return existsSync(join(installed, "node_modules", "snyk-nodejs-lockfile-parser", "package.json"));
}

/** Their names with versions. */
export function parsePeerVersions() {
  const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  return dependencies;
}

/** A module of the peers' folder. */
export function requirePeer(name) {
  return createRequire(join(installed, "package.json"))(name);
}
