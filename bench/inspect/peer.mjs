import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const installed = fileURLToPath(new URL("../.peers/js-x-ray/", import.meta.url));

/** Installs js-x-ray as its lockfile says, without install scripts, unless it is there. */
export function installPeer() {
  const wanted = readFileSync(join(installed, "package-lock.json"), "utf8");
  const stamp = join(installed, "node_modules", ".installed-lock.json");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, error } = spawnSync("npm", args, { cwd: installed, stdio: "inherit" });
  if (status !== 0) throw new Error(`Cannot install js-x-ray in ${installed}`, { cause: error });
  writeFileSync(stamp, wanted);
}

/** Whether `node bench/setup.mjs` has brought it. */
export function isPeerInstalled() {
  return existsSync(join(installed, "node_modules", "@nodesecure", "js-x-ray", "package.json"));
}

/** Its version. */
export function peerVersion() {
  const path = join(installed, "node_modules", "@nodesecure", "js-x-ray", "package.json");
  return JSON.parse(readFileSync(path, "utf8")).version;
}

/** Its analyser of one source. */
export async function openPeer() {
  const folder = join(installed, "node_modules", "@nodesecure", "js-x-ray");
  const { exports, main } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const entry = exports?.["."]?.import ?? exports?.["."] ?? main;
  const { AstAnalyser } = await import(pathToFileURL(join(folder, entry.default ?? entry)).href);
  return new AstAnalyser();
}
