// Keeps what transforms made of releases, outside the repository: obfuscators and compilers take longer than the judgement.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { defaultCacheFolder } from "../real/registry-cache.mjs";

const ownFiles = ["texts.mjs", "packages.mjs", "transforms.mjs", "../tools/package-lock.json"];
const drillFiles = ["bundle.js", "hiding.js"];

/** Opens the cache; what made the results is part of each key, so that a changed transform is applied anew. */
export async function openTransformCache(folder = join(defaultCacheFolder(), "transforms")) {
  await mkdir(folder, { recursive: true });
  const makers = createHash("sha256").update(process.version);
  for (const file of ownFiles) makers.update(readFileSync(join(import.meta.dirname, file)));
  const drill = join(import.meta.dirname, "../../packages/drill/dist/replicas");
  for (const file of drillFiles) makers.update(readFileSync(join(drill, file)));
  const version = makers.digest("hex");

  return {
    /** The changed release, or `undefined` where the transform does not apply. */
    async through(name, { release, targets }, make) {
      const key = keyOf(version, name, release, targets);
      const path = join(folder, key.slice(0, 2), key);
      if (existsSync(path)) return parseRelease(release, await readFile(path, "utf8"));
      const changed = await make();
      await mkdir(join(folder, key.slice(0, 2)), { recursive: true });
      await writeFile(`${path}.${process.pid}.making`, renderRelease(changed));
      await rename(`${path}.${process.pid}.making`, path);
      return changed;
    },
  };
}

function keyOf(version, name, { manifest, files }, targets) {
  const hash = createHash("sha256").update(JSON.stringify([version, name, targets, manifest]));
  for (const { path, content } of files) hash.update(`\0${path}\0`).update(content);
  return hash.digest("hex");
}

/** Manifest and files; the rest of a release is as it was. */
function renderRelease(changed) {
  if (changed === undefined) return "null";
  const { manifest, files } = changed;
  return JSON.stringify({
    manifest,
    files: files.map(({ content, ...file }) => ({
      ...file,
      ...(typeof content === "string" ? { content } : { base64: content.toString("base64") }),
    })),
  });
}

function parseRelease(release, text) {
  const kept = JSON.parse(text);
  if (kept === null) return undefined;
  const files = kept.files.map(({ base64, ...file }) =>
    base64 === undefined ? file : { ...file, content: Buffer.from(base64, "base64") },
  );
  return { ...release, manifest: kept.manifest, files };
}
