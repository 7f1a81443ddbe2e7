import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";

import type { CachePlace } from "@lockkeeper/clients";
import { systemErrorCode, tryParseJson } from "@lockkeeper/core";
import { readInstalledPlaces } from "@lockkeeper/lockfile";
import type { DependencyGraph, InstalledPlace, InstalledPlaces, UnreadableFile } from "@lockkeeper/lockfile";
import type { AbsentPackage, InstalledFile, InstalledPackage, InstalledTree } from "@lockkeeper/scan";

import { compareWithPacked } from "./compare-installed.ts";
import { isInside, placeIn } from "./installed-place.ts";
import type { NpmCache } from "./npm-cache.ts";
import { openPacked } from "./packed/open-packed.ts";
import type { PackedPackages } from "./packed/packed-package.ts";
import { compareArchives } from "./packed/yarn-archives.ts";
import { tryListFolder, tryReadFile, tryStat } from "./try-read-file.ts";

/** How the installed tree of a project is read. */
export interface InstalledOptions {
  readonly folder: string;
  /** The graphs of the project's lockfiles. */
  readonly graphs: readonly DependencyGraph[];
  /** What npm wrote down of what it installed. */
  readonly hidden: DependencyGraph | undefined;
  readonly npmCache: NpmCache | undefined;
  /** Where the other clients' caches are looked for; they are not asked without. */
  readonly place: CachePlace | undefined;
  /** Whether every package is compared with the client's cache, rather than those that run scripts. */
  readonly isThorough: boolean;
}

/** What is installed, and what of the client's own records could not be read. */
export interface InstalledReading {
  readonly tree: InstalledTree | undefined;
  readonly unreadable: readonly UnreadableFile[];
  /** Packages that the system does not let be read, by the outermost path that it refuses. */
  readonly refused: ReadonlyMap<string, unknown>;
}

/** What each package is read with. */
export interface TreeParts {
  readonly folder: string;
  readonly graph: DependencyGraph;
  readonly packed: PackedPackages | undefined;
  readonly isThorough: boolean;
}

const manifestMaxBytes = 2_000_000;
const atATime = 32;
const lifecycle = ["preinstall", "install", "postinstall"] as const;

/** Reads what lies on disk where the client of a lockfile keeps packages. Never runs anything. Throws `LOCKFILE_TOO_LARGE`. */
export async function readInstalled(options: InstalledOptions): Promise<InstalledReading> {
  const { folder, graphs, hidden, npmCache, place, isThorough } = options;
  const places = await readInstalledPlaces({ folder, graphs, hidden });
  const graph = graphs.find(({ source }) => source === places?.source);
  if (places === undefined || graph === undefined)
    return { tree: undefined, unreadable: [], refused: new Map() };
  const { source, recordedIn, strangers, unplaced, storeFolder, unreadable } = places;
  const packed = await openPacked({ folder, source, place, npmCache, storeFolder });
  const { packages, absent, refused } = await readPackages(places, { folder, graph, packed, isThorough });
  const archives = source === "yarn-berry" ? await readArchives(folder, graph) : [];
  const tree = { source, recordedIn, packages, absent, unplaced, strangers, archives };
  return { tree, unreadable, refused };
}

async function readPackages(
  { places }: InstalledPlaces,
  parts: TreeParts,
): Promise<Pick<InstalledTree, "packages" | "absent"> & Pick<InstalledReading, "refused">> {
  const packages: InstalledPackage[] = [];
  const absent: AbsentPackage[] = [];
  const refused = new Map<string, unknown>();
  const wanted = places.filter(({ place }) => isInside(place));
  const gone = await listGoneTrees(parts.folder, wanted);
  for (let at = 0; at < wanted.length; at += atATime) {
    const some = wanted.slice(at, at + atATime);
    const isGone = ({ place }: InstalledPlace): boolean => gone.has(treeOf(place) ?? "");
    const read = await Promise.all(
      some.map(async (each) => (isGone(each) ? undefined : await readPackage(each, parts))),
    );
    for (const [index, each] of some.entries()) {
      const found = read[index];
      const [record] = each.records;
      const refusal =
        found === undefined && !isGone(each) ? await refusalOf(parts.folder, each.place) : undefined;
      if (found !== undefined) packages.push(found);
      else if (refusal !== undefined) refused.set(refusal.path, refusal.error);
      else if (each.isRecordedHere && record !== undefined)
        absent.push({ place: each.place, record, packages: each.packages });
    }
  }
  return { packages, absent, refused };
}

/** The outermost `node_modules` that a place is in. */
function treeOf(place: string): string | undefined {
  return /^(?:[^/]+\/)*?node_modules(?=\/)/.exec(place)?.[0];
}

/** The trees that are not there at all: where nothing was installed, ten thousand packages need not be looked for. */
async function listGoneTrees(
  folder: string,
  places: readonly InstalledPlace[],
): Promise<ReadonlySet<string>> {
  const trees = new Set(places.flatMap(({ place }) => treeOf(place) ?? []));
  const gone = new Set<string>();
  for (const tree of trees) {
    try {
      await access(placeIn(folder, tree));
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === undefined) throw error;
      if (code === "ENOENT" || code === "ENOTDIR") gone.add(tree);
    }
  }
  return gone;
}

/** Why a package cannot be read although something is there: what cannot be seen is not missing. */
async function refusalOf(
  folder: string,
  place: string,
): Promise<{ readonly path: string; readonly error: unknown } | undefined> {
  const parts = `${place}/package.json`.split("/");
  for (const at of parts.keys()) {
    const path = parts.slice(0, at + 1).join("/");
    const isLast = at === parts.length - 1;
    try {
      await access(placeIn(folder, path), isLast ? constants.R_OK : constants.X_OK);
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === undefined) throw error;
      return code === "ENOENT" || code === "ENOTDIR" ? undefined : { path, error };
    }
  }
  return undefined;
}

/** The archives that the project itself carries: they are loaded as they lie there. */
async function readArchives(folder: string, graph: DependencyGraph): Promise<InstalledTree["archives"]> {
  const changed = await compareArchives(join(folder, ".yarn", "cache"), graph);
  return changed.map(({ name, package: index }) => ({ file: `.yarn/cache/${name}`, package: index }));
}

async function readPackage(place: InstalledPlace, parts: TreeParts): Promise<InstalledPackage | undefined> {
  const folder = placeIn(parts.folder, place.place);
  const bytes = await tryReadFile(join(folder, "package.json"), manifestMaxBytes);
  if (bytes === undefined) return undefined;
  const { manifest, installScripts } = parseManifest(bytes.toString("utf8"));
  const locked = place.packages.flatMap((index) => parts.graph.packages[index] ?? []);
  const meant = locked.find(({ version }) => version === manifest.version) ?? locked[0];
  const isSuspect = installScripts.size > 0 || meant?.hasInstallScript === true;
  const isCompared = parts.isThorough || isSuspect;
  return {
    ...place,
    manifest,
    installScripts,
    files: await listFiles(folder),
    folderAt: (await tryStat(folder))?.mtimeMs ?? 0,
    missing: await missingFiles(folder, [...installScripts.values()]),
    changed: isCompared
      ? await compareWithPacked(meant, { ...parts, place: place.place, isBuilt: isSuspect })
      : undefined,
  };
}

function parseManifest(text: string): Pick<InstalledPackage, "manifest" | "installScripts"> {
  const members = membersOf(tryParseJson(text));
  const scripts = membersOf(members.get("scripts"));
  return {
    manifest: { name: textOf(members.get("name")), version: textOf(members.get("version")) },
    installScripts: new Map(
      lifecycle.flatMap((each): readonly (readonly [string, string])[] => {
        const command = textOf(scripts.get(each));
        return command === undefined ? [] : [[each, command]];
      }),
    ),
  };
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

const maxFiles = 200;

async function listFiles(folder: string): Promise<readonly InstalledFile[]> {
  const entries = (await tryListFolder(folder)).filter((entry) => entry.isFile()).slice(0, maxFiles);
  const files = await Promise.all(
    entries.map(async ({ name }) => ({ path: name, stats: await tryStat(join(folder, name)) })),
  );
  return files.flatMap(({ path, stats }) =>
    stats === undefined
      ? []
      : [{ path, modifiedAt: stats.mtimeMs, changedAt: stats.ctimeMs, links: stats.nlink }],
  );
}

const nodeCommand = /^node\s+(?:\.\/)?([\w./-]{1,200}\.[cm]?js)\s*$/;

/** Files that a script starts and that are not there; a command that could fail unnoticed says nothing. */
async function missingFiles(folder: string, commands: readonly string[]): Promise<readonly string[]> {
  const named = commands.flatMap((command) => nodeCommand.exec(command.trim())?.[1] ?? []).filter(isInside);
  const missing: string[] = [];
  for (const file of named) {
    if ((await tryStat(placeIn(folder, file))) === undefined) missing.push(file);
  }
  return missing;
}
