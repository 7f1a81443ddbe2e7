import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const stride = 7919;

/** The newest cached release of each package, in an order that looks random and is always the same. */
export function listPackages(cache, count) {
  const tarballs = new Set(readdirSync(join(cache, "tarballs")));
  const newest = readdirSync(join(cache, "packuments"))
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => {
      const name = file.slice(0, -".json".length);
      const tarball = `${name}@${latestOf(join(cache, "packuments", file))}.tgz`;
      return tarballs.has(tarball) ? [join(cache, "tarballs", tarball)] : [];
    })
    .sort();
  const all = newest.length > 0 ? newest : lastOfEach(cache, tarballs);
  const shuffled = all.map((_, index) => all[(index * stride) % all.length]);
  return [...new Set(shuffled)].slice(0, count);
}

/** Whether a folder has what is measured. */
export function isCache(cache) {
  return existsSync(join(cache, "tarballs")) && existsSync(join(cache, "packuments"));
}

function latestOf(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"))["dist-tags"]?.latest;
  } catch {
    // A download that is not finished is no packument yet.
    return undefined;
  }
}

function lastOfEach(cache, tarballs) {
  const byName = new Map([...tarballs].map((file) => [file.slice(0, file.lastIndexOf("@")), file]));
  return [...byName.values()].map((file) => join(cache, "tarballs", file));
}
