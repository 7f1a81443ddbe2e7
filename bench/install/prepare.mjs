// Makes a copy of the packuments and tarballs of a real application: npm resolves and installs it once, and what npm
// then has in its cache is the copy. It lies in bench/.cache and is never committed.
import { spawnSync } from "node:child_process";
import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { readContent, readRequests } from "./npm-cache.mjs";
import { runNpm } from "./npm-client.mjs";

const application = fileURLToPath(new URL("application/package.json", import.meta.url));
const copy = fileURLToPath(new URL("../.cache/install/", import.meta.url));
/** Versions published later are not chosen, so that the lockfile is the same on every machine. */
const resolvedAt = "2025-09-01T00:00:00Z";

/** The folder with `package.json`, `package-lock.json`, `packuments/` and `tarballs/`; made when it is missing. */
export async function prepareCopy({ say }) {
  if (existsSync(join(copy, "registry.json"))) return copy;
  const making = `${copy.replace(/\/$/, "")}.making`;
  await rm(making, { recursive: true, force: true });
  await mkdir(join(making, "packuments"), { recursive: true });
  await mkdir(join(making, "tarballs"));
  await cp(application, join(making, "package.json"));
  const cache = join(making, "npm-cache");
  const options = { folder: making, cache, registry: configuredRegistry() };
  say(`resolving the application at ${options.registry} (once, about a minute)`);
  // `before` makes npm ask for the full packuments, which have the times.
  await runNpm(["install", "--package-lock-only", `--before=${resolvedAt}`], options);
  say("downloading its tarballs (once)");
  await runNpm(["ci"], options);
  const lockfile = JSON.parse(await readFile(join(making, "package-lock.json"), "utf8"));
  const tarballs = await copyTarballs({ making, cache, lockfile });
  const packuments = await copyPackuments({
    making,
    cache,
    names: new Set(tarballs.map(({ name }) => name)),
  });
  await writeFile(join(making, "registry.json"), JSON.stringify({ schema: 1, packuments, tarballs }));
  await rm(cache, { recursive: true });
  await rm(join(making, "node_modules"), { recursive: true });
  await rename(making, copy);
  return copy;
}

/** What `npm` would ask on this machine. */
function configuredRegistry() {
  const { status, stdout } = spawnSync("npm", ["config", "get", "registry"], { encoding: "utf8" });
  if (status !== 0) throw new Error("Cannot ask npm for its registry");
  return stdout.trim();
}

/** Packages that npm did not download, since they are for another system, are left out. */
async function copyTarballs({ making, cache, lockfile }) {
  const copied = new Map();
  for (const [path, { resolved, integrity, name: alias }] of Object.entries(lockfile.packages)) {
    if (resolved === undefined || copied.has(resolved)) continue;
    const name = alias ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const bytes = await tryReadContent(cache, integrity);
    if (bytes === undefined) continue;
    const file = `${copied.size}.tgz`;
    await writeFile(join(making, "tarballs", file), bytes);
    copied.set(resolved, { name, path: new URL(resolved).pathname, file, integrity });
  }
  return [...copied.values()];
}

async function tryReadContent(cache, integrity) {
  try {
    return await readContent(cache, integrity);
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function copyPackuments({ making, cache, names }) {
  const copied = new Map();
  for await (const { url, integrity } of readRequests(cache)) {
    const name = decodeURIComponent(new URL(url).pathname.slice(1));
    if (!names.has(name)) continue;
    const bytes = await readContent(cache, integrity);
    // An abbreviated packument has no times; npm may hold both.
    if (JSON.parse(bytes).time === undefined) continue;
    const file = copied.get(name)?.file ?? `${copied.size}.json`;
    await writeFile(join(making, "packuments", file), bytes);
    copied.set(name, { name, file });
  }
  const missing = [...names].filter((name) => !copied.has(name));
  if (missing.length > 0)
    throw new Error(`Cannot copy the packuments as npm holds none of ${missing.join(" ")}`);
  return [...copied.values()];
}
