// Facts of packages, kept between runs: a change of detectors alone need not have every package read again.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

const readers = ["core", "archive", "code", "facts"];
const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Opens the facts that this very build of the readers found; those of other builds are left alone. */
export async function openKeptFacts(folder) {
  const own = join(folder, "facts", await digestOfReaders());
  await mkdir(own, { recursive: true });
  const pathOf = (key) => join(own, `${createHash("sha256").update(key).digest("hex")}.gz`);
  return {
    async get(key) {
      const bytes = await readFile(pathOf(key)).catch(ignoreAbsent);
      return bytes === undefined ? undefined : JSON.parse((await unpack(bytes)).toString("utf8"));
    },
    async set(key, value) {
      const making = `${pathOf(key)}.${process.pid}.making`;
      await writeFile(making, await pack(JSON.stringify(value), { level: 1 }));
      await rename(making, pathOf(key));
    },
  };
}

async function digestOfReaders() {
  const hash = createHash("sha256");
  for (const name of readers) {
    const folder = join(import.meta.dirname, "..", "..", "packages", name, "dist");
    const files = (await readdir(folder, { recursive: true }))
      .filter((path) => path.endsWith(".js"))
      .toSorted();
    for (const path of files) hash.update(`${name}/${path}\n`).update(await readFile(join(folder, path)));
  }
  return hash.digest("hex").slice(0, 16);
}

function ignoreAbsent(error) {
  if (error.code !== "ENOENT") throw error;
  return undefined;
}
