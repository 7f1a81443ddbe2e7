import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rename, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";

import type { PageFetcher } from "@lockkeeper/scan";

import { createFakeTerminal } from "./fake-environment.ts";
import type { FakeTerminal } from "./fake-environment.ts";
import { publishAll, servePackages } from "./planted-registry.ts";
import type { PublishedPackage } from "./planted-registry.ts";

const plants = join(import.meta.dirname, "..", "..", "..", "examples", "planted");

/** The planted projects in a folder of their own, with a registry on this machine and what the pages' hosts serve. */
export interface PlantedWorld {
  readonly terminal: FakeTerminal;
  /** Where the registry listens. */
  readonly upstream: string;
}

interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
}

type LockEntries = Readonly<Record<string, LockEntry>>;

/** Copies the plants as clients would have left them: the installed tree in its place, tarballs in npm's cache. */
export async function plantWorld(): Promise<PlantedWorld> {
  const bin = await plantPrograms();
  const terminal = await createFakeTerminal({ env: { PATH: bin }, pages: pageHosts });
  const { folder } = terminal;
  await cp(plants, join(folder, "planted"), { recursive: true });
  const [shop, aged] = [join(folder, "planted", "shop"), join(folder, "planted", "aged")];
  await rename(join(shop, "installed"), join(shop, "node_modules"));
  await touchLate(join(shop, "node_modules", "planted-touched"));
  const packages = publishAll(await listLocked([shop, aged]));
  for (const { versions } of packages.values())
    for (const { tarball } of versions.values()) await writeCached(join(folder, ".npm"), tarball);
  await rewriteHashes(shop, packages);
  await rewriteHashes(aged, packages);
  await rewriteFine(join(folder, "planted"), packages);
  await terminal.run("intel", "import", join(folder, "planted", "advisories.jsonl"));
  return { terminal, upstream: await servePackages(packages) };
}

/** A path on which there is Node and a shell, and no client. */
async function plantPrograms(): Promise<string> {
  const { folder } = await createFakeTerminal();
  const bin = join(folder, "bin");
  await mkdir(bin);
  await symlink(process.execPath, join(bin, "node"));
  await symlink("/bin/sh", join(bin, "sh"));
  return bin;
}

async function touchLate(folder: string): Promise<void> {
  const { mtimeMs } = await stat(join(folder, "index.js"));
  const later = new Date(mtimeMs + 600_000);
  await utimes(join(folder, "package.json"), later, later);
}

/** Everything that is locked from the registry; what is private is not there. */
async function listLocked(
  projects: readonly string[],
): Promise<readonly { readonly name: string; readonly version: string }[]> {
  const lists = await Promise.all(
    projects.map(async (project) => await readEntries(join(project, "package-lock.json"))),
  );
  return lists.flatMap((entries) =>
    Object.entries(entries).flatMap(([place, { version, resolved = "" }]) => {
      const isPublic = !resolved.startsWith("git") && !resolved.includes("private.example");
      return place === "" || version === undefined || !isPublic ? [] : [{ name: nameOf(place), version }];
    }),
  );
}

function nameOf(place: string): string {
  return place.replace(/^.*node_modules\//, "");
}

/** The tarball where npm's cache keeps what has this hash. */
async function writeCached(cache: string, tarball: Buffer): Promise<void> {
  const hex = createHash("sha512").update(tarball).digest("hex");
  const folder = join(cache, "_cacache", "content-v2", "sha512", hex.slice(0, 2), hex.slice(2, 4));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, hex.slice(4)), tarball);
}

async function readEntries(file: string): Promise<LockEntries> {
  const { packages } = JSON.parse(await readFile(file, "utf8")) as { readonly packages: LockEntries }; // our own file
  return packages;
}

/** The hashes in the plants stand for bytes that nobody has; those that are built here take their place. */
async function rewriteHashes(
  project: string,
  packages: ReadonlyMap<string, PublishedPackage>,
): Promise<void> {
  const lockfile = join(project, "package-lock.json");
  const locked = await readEntries(lockfile);
  const built = new Map(
    Object.entries(locked).flatMap(([place, { version = "", integrity = "" }]) => {
      const there = packages.get(nameOf(place))?.versions.get(version);
      return there !== undefined && integrity.startsWith("sha512-")
        ? [[integrity, there.integrity] as const]
        : [];
    }),
  );
  const hidden = join(project, "node_modules", ".package-lock.json");
  // What differs between the two goes on doing so.
  for (const file of existsSync(hidden) ? [lockfile, hidden] : [lockfile]) {
    let text = await readFile(file, "utf8");
    for (const [planted, integrity] of built) text = text.replaceAll(planted, integrity);
    await writeFile(file, text);
  }
}

/** The package that nothing is wrong with is locked by the others in their own ways. */
async function rewriteFine(folder: string, packages: ReadonlyMap<string, PublishedPackage>): Promise<void> {
  const pnpm = await readFile(join(folder, "twins", "pnpm-lock.yaml"), "utf8");
  const planted = /sha512-[^}]+/.exec(pnpm)?.[0] ?? "";
  const built = packages.get("planted-fine")?.versions.get("1.0.0")?.integrity ?? "";
  for (const file of [
    "twins/pnpm-lock.yaml",
    "twins/package-lock.json",
    "broken/package-lock.json",
    "bun/bun.lock",
    "classic/yarn.lock",
  ]) {
    const text = await readFile(join(folder, file), "utf8");
    await writeFile(join(folder, file), text.replaceAll(planted, built));
  }
}

/** What the hosts of the pages serve: the same harmless line everywhere, and of a package its own file. */
const pageHosts: PageFetcher = {
  fetchResource: async () => Buffer.from("void 0;\n"),
  fetchPackageFile: async () => Buffer.from("void 0;\n"),
};

/** The files of a folder and below, for comparing. */
export async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
