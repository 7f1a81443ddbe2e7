import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const registry = "https://registry.example/";
const perRepository = 200;

/** Writes an npm project with that many locked packages, each but the first few below another one. */
export async function writeLockedProject(folder, { names, count, offset = 0 }) {
  const chosen = Array.from({ length: count }, (_, index) => names[(offset + index) % names.length]);
  const roots = chosen.slice(0, Math.min(40, count));
  const dependencies = Object.fromEntries(roots.map((name) => [name, "^1.0.0"]));
  const root = { name: "bench", version: "1.0.0", dependencies };
  const packages = Object.fromEntries(
    chosen.map((name, index) => {
      const below = chosen.slice(index * 4 + 40, index * 4 + 44);
      return [
        `node_modules/${name}`,
        lockedEntry(name, Object.fromEntries(below.map((each) => [each, "^1.0.0"]))),
      ];
    }),
  );
  const lockfile = { name: "bench", version: "1.0.0", lockfileVersion: 3, requires: true };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify(root, undefined, 2));
  await writeFile(
    join(folder, "package-lock.json"),
    JSON.stringify({ ...lockfile, packages: { "": root, ...packages } }, undefined, 2),
  );
}

/** Writes a folder of repositories, each with its own lockfile. */
export async function writeRepositories(folder, { names, count }) {
  for (let index = 0; index < count; index += 1) {
    const place = join(folder, `team-${index % 20}`, `repository-${index}`);
    await writeLockedProject(place, { names, count: perRepository, offset: index * 37 });
  }
}

function lockedEntry(name, dependencies) {
  const version = "1.4.2";
  const base = name.split("/").at(-1);
  const digest = createHash("sha512").update(name).digest("base64");
  return {
    version,
    resolved: `${registry}${name}/-/${base}-${version}.tgz`,
    integrity: `sha512-${digest}`,
    ...(Object.keys(dependencies).length === 0 ? {} : { dependencies }),
  };
}
