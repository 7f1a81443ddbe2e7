import { dirname, join } from "node:path";

import type { TargetSet } from "../../targets/target-set.ts";
import { installRecords, tryParseRecord } from "./install-records.ts";
import type { RecordedPackage } from "./install-records.ts";
import { cameToBeAt, listFolder, tryLook, tryReadText } from "./tree-disk.ts";
import type { OnRefused } from "./tree-disk.ts";
import { TreeWalk } from "./tree-walk.ts";
import type { FoundPlace } from "./tree-walk.ts";

/** A folder of a package that somebody asks about. Texts are foreign. */
export interface InstalledFolder {
  readonly name: string;
  /** Below the folder that holds `node_modules`, with forward slashes. */
  readonly place: string;
  /** By the folder's name in a client's store, or by the client's own record. */
  readonly recorded: RecordedPackage | undefined;
  /** As the manifest says, which whatever ran there may have written. */
  readonly manifestVersion: string | undefined;
  readonly hasInstallScript: boolean;
  /** Whether a script is run for it without its manifest saying so. */
  readonly isBuiltNatively: boolean;
  /** When the folder came to be; milliseconds. */
  readonly madeAt: number;
  /** How much later than every other file the manifest was written; milliseconds, negative when it was not. */
  readonly manifestLagMs: number | undefined;
}

/** What was found in one `node_modules`. */
export interface InstalledReading {
  readonly folders: readonly InstalledFolder[];
  /** What a client wrote down and is not there any more, with the date of the record in milliseconds. */
  readonly gone: readonly { readonly recorded: RecordedPackage; readonly at: number }[];
  /** How many `node_modules` were looked into, nested ones among them. */
  readonly looked: number;
  readonly isCut: boolean;
}

const recordBytes = 64_000_000;
const manifestBytes = 2_000_000;
const maxFiles = 500;

/** Looks for the folders of certain packages, nested ones and those of stores too, also where a link leads out of the project. */
export async function readInstalledTree(
  nodeModules: string,
  targets: TargetSet,
  onRefused: OnRefused,
): Promise<InstalledReading> {
  const walk = new TreeWalk(dirname(nodeModules), targets, onRefused);
  const records = await readRecords(nodeModules, targets, onRefused);
  const places = await walk.find(nodeModules);
  const folders: InstalledFolder[] = [];
  for (const each of places) {
    const folder = await readFolder(walk.base, each, { records: records.packages, onRefused });
    if (folder !== undefined) folders.push(folder);
  }
  const found = new Set(folders.map(({ place }) => place));
  const gone = records.packages
    .filter(({ place }) => place !== undefined && !found.has(place))
    .map((recorded) => ({ recorded, at: records.at }));
  return { folders, gone, looked: walk.looked, isCut: walk.isCut };
}

/** What the client wrote down of the packages that are asked about. */
async function readRecords(
  nodeModules: string,
  targets: TargetSet,
  onRefused: OnRefused,
): Promise<{ readonly packages: readonly RecordedPackage[]; readonly at: number }> {
  for (const file of installRecords.keys()) {
    const path = join(nodeModules, file);
    const stats = await tryLook(path, onRefused);
    const text = stats === undefined ? undefined : await tryReadText(path, recordBytes, onRefused);
    if (stats === undefined || text === undefined) continue;
    const packages = tryParseRecord(file, text);
    if (packages === undefined) onRefused(path, "it is not what its client writes");
    else return { packages: packages.filter(({ name }) => targets.names.has(name)), at: stats.mtimeMs };
  }
  return { packages: [], at: 0 };
}

async function readFolder(
  base: string,
  { name, place, version }: FoundPlace,
  { records, onRefused }: { readonly records: readonly RecordedPackage[]; readonly onRefused: OnRefused },
): Promise<InstalledFolder | undefined> {
  const folder = join(base, ...place.split("/"));
  const stats = await tryLook(folder, onRefused);
  if (stats === undefined) return undefined;
  const manifest = readManifest(await tryReadText(join(folder, "package.json"), manifestBytes, onRefused));
  const files = (await listFolder(folder, onRefused)).filter((entry) => entry.isFile()).slice(0, maxFiles);
  const written = new Map<string, number>();
  for (const file of files) {
    const at = await tryLook(join(folder, file.name), onRefused);
    if (at !== undefined) written.set(file.name, at.mtimeMs);
  }
  return {
    name,
    place,
    recorded:
      version === undefined
        ? recordOf(records, name, place)
        : { name, version, place, hasInstallScript: undefined },
    ...manifest,
    isBuiltNatively: written.has("binding.gyp"),
    madeAt: cameToBeAt(stats),
    manifestLagMs: lagOf(written),
  };
}

/** By place; else by name, where the record does not tell places and knows one version only. */
function recordOf(
  records: readonly RecordedPackage[],
  name: string,
  place: string,
): RecordedPackage | undefined {
  const exact = records.find((each) => each.place === place);
  if (exact !== undefined) return exact;
  const ofName = records.filter((each) => each.name === name && each.place === undefined);
  return new Set(ofName.map(({ version }) => version)).size === 1 ? ofName[0] : undefined;
}

function lagOf(written: ReadonlyMap<string, number>): number | undefined {
  const manifest = written.get("package.json");
  const others = [...written].filter(([name]) => name !== "package.json").map(([, at]) => at);
  return manifest === undefined || others.length === 0 ? undefined : manifest - Math.max(...others);
}

const installScripts = ["preinstall", "install", "postinstall"];

function readManifest(
  text: string | undefined,
): Pick<InstalledFolder, "manifestVersion" | "hasInstallScript"> {
  const manifest = membersOf(text === undefined ? undefined : tryParse(text));
  const version = manifest.get("version");
  const scripts = membersOf(manifest.get("scripts"));
  return {
    manifestVersion: typeof version === "string" ? version : undefined,
    hasInstallScript: installScripts.some((name) => typeof scripts.get(name) === "string"),
  };
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
