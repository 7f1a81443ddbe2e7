import { basename, dirname, join, relative, sep } from "node:path";

import { collectRanges, formOfCommands, rangeStatement } from "@lockkeeper/exposure";
import type { CommandFile, EvidenceItem, ExposedPlace, RangeFolder, RangePlace } from "@lockkeeper/exposure";
import { LockfileError, readDependencyGraphs, readManifestGraph } from "@lockkeeper/lockfile";
import type { DependencyGraph } from "@lockkeeper/lockfile";

import { kindOfName } from "../scan/project-files.ts";
import type { ChannelContext, ChannelReader } from "./channel-reader.ts";
import { createPlaces, isInsideCache } from "./evidence-places.ts";
import type { EvidenceTree } from "./evidence-tree.ts";
import { readBytes } from "./read-bytes.ts";

/** Manifests, scripts, pipelines, images and settings of agents below the folders of a question. */
export const rangeReader: ChannelReader = { statement: rangeStatement, read: readRanges };

const fileBytes = 8_000_000;

async function* readRanges({ question, tree }: ChannelContext): AsyncIterable<EvidenceItem> {
  yield* collectRanges(question, listPlaces(await tree()));
}

interface OpenPlace extends RangePlace {
  readonly where: ExposedPlace;
  readonly folders: RangeFolder[];
  readonly commands: CommandFile[];
}

function listPlaces(tree: EvidenceTree): Iterable<RangePlace> {
  const placeOf = createPlaces(tree);
  const locked = new Set(
    tree.files.filter(({ name }) => kindOfName(name) === "lockfile").map(({ path }) => dirname(path)),
  );
  const members = createMembers();
  const places = new Map<string, OpenPlace>();
  for (const { path } of tree.files) {
    if (isInsideCache(path)) continue;
    const where = placeOf(dirname(path));
    const below = relative(where.id, path).split(sep).join("/");
    const form = formOfCommands(below);
    if (form === undefined) continue;
    const key = `${where.kind} ${where.id}`;
    const place = places.get(key) ?? { where, folders: [], commands: [] };
    places.set(key, place);
    const read = (): Promise<Buffer> => readBytes(path, fileBytes);
    place.commands.push({ path: below, form, read });
    if (basename(path) !== "package.json") continue;
    const folder = dirname(path);
    place.folders.push({
      folder: dirname(below) === "." ? "" : dirname(below),
      read,
      isLocked: () => isLocked(folder, where.id, { locked, members }),
      graphs: () => (locked.has(folder) ? readGraphs(folder) : Promise.resolve([])),
    });
  }
  return places.values();
}

interface LockSearch {
  readonly locked: ReadonlySet<string>;
  readonly members: (folder: string) => Promise<ReadonlySet<string>>;
}

/** By a lockfile of its own, or that of the workspace above which it belongs to. */
async function isLocked(folder: string, top: string, { locked, members }: LockSearch): Promise<boolean> {
  if (locked.has(folder)) return true;
  for (let at = folder; at !== top && at !== dirname(at); at = dirname(at)) {
    const above = dirname(at);
    if (locked.has(above) && (await members(above)).has(folder)) return true;
  }
  return false;
}

/** The folders of a workspace, read once. */
function createMembers(): LockSearch["members"] {
  const known = new Map<string, Promise<ReadonlySet<string>>>();
  return (folder) => {
    const found = known.get(folder) ?? readMembers(folder);
    known.set(folder, found);
    return found;
  };
}

async function readMembers(folder: string): Promise<ReadonlySet<string>> {
  try {
    const reading = await readManifestGraph(folder);
    return new Set(reading?.graph.roots.map((root) => join(folder, root.folder)));
  } catch (error) {
    // A workspace that nobody can read pins nothing for its members.
    if (error instanceof LockfileError) return new Set();
    throw error;
  }
}

/** Lockfiles that cannot be read are told of by the channel of lockfiles. */
async function readGraphs(folder: string): Promise<readonly DependencyGraph[]> {
  try {
    return (await readDependencyGraphs(folder)).graphs.map(({ graph }) => graph);
  } catch (error) {
    if (error instanceof LockfileError) return [];
    throw error;
  }
}
