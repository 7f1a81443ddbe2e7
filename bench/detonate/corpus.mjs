// What is detonated: real packages that run scripts at install, and inert replicas of attacks that do.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { readArchive } from "../../packages/archive/dist/index.js";
import { createSampleRegistry, inertSamples } from "../../packages/drill/dist/replicas/index.js";
import { listPackages } from "../inspect/corpus.mjs";

const lookedAtMax = 5_000;
const largestBytes = 30_000_000;

/** Tarballs of the newest cached releases that have install scripts. */
export function listInstallers(cache, count) {
  const found = [];
  for (const path of listPackages(cache, lookedAtMax)) {
    if (found.length >= count) break;
    const bytes = readFileSync(path);
    if (bytes.length < largestBytes && hasInstallScript(bytes)) found.push(path);
  }
  return found;
}

function hasInstallScript(bytes) {
  try {
    const { entries } = readArchive(bytes);
    const manifest = JSON.parse(
      Buffer.from(entries.find(({ path }) => path === "package.json").bytes).toString(),
    );
    return ["preinstall", "install", "postinstall"].some((name) => name in (manifest.scripts ?? {}));
  } catch {
    // What cannot be read has no scripts that could be run.
    return false;
  }
}

/** Writes the replicas whose code runs at install into a folder, one version of each. */
export function writeReplicas(folder, count) {
  return inertSamples
    .filter(({ kind, trigger }) => kind !== "honest" && trigger === "install")
    .slice(0, count)
    .map((sample) => {
      const registry = createSampleRegistry(sample.createReleases(), sample.now);
      const { name, version } = sample.judged.at(-1);
      const path = join(folder, `${sample.id}.tgz`);
      writeFileSync(path, registry.tarball(name, version));
      return path;
    });
}
