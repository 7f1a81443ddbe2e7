import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import { readBounded } from "../bounded-file.ts";
import type { DependencyGraph } from "../dependency-graph.ts";
import { asErrorOfFile, LockfileError } from "../errors.ts";
import type { LockfileLimits } from "../locked-package.ts";
import { lockfileLimits } from "../locked-package.ts";
import type { UnreadableFile } from "../read-manifests.ts";
import { decodeText } from "../text-of-bytes.ts";
import { parsePnpmModules, parseYarnIntegrity, parseYarnState } from "./client-records.ts";
import { findInstaller } from "./find-installer.ts";
import type { Installer } from "./find-installer.ts";
import type { ClientRecords, InstalledPlace, InstalledPlaces, PluggedStranger } from "./installed-place.ts";
import { noRecords } from "./installed-place.ts";
import { createLockedNames } from "./locked-names.ts";
import type { LockedNames } from "./locked-names.ts";
import { listFlatFolders, listPackages, listStore, listStoreNames } from "./package-folders.ts";
import type { PackageFolder, StoredFolder } from "./package-folders.ts";
import { parsePlugMap } from "./plug-map.ts";
import { sortPlugged } from "./plugged-packages.ts";
import { storeFolders } from "./store-folders.ts";
import { listYarnSlugs, slugOfName } from "./yarn-slugs.ts";

/** What the places of a project are read with. */
export interface PlacesOptions {
  readonly folder: string;
  /** The graphs of the project's lockfiles. */
  readonly graphs: readonly DependencyGraph[];
  /** The graph of npm's hidden lockfile, which says what npm put where; `undefined` where there is none. */
  readonly hidden: DependencyGraph | undefined;
  readonly limits?: LockfileLimits;
}

interface Reading extends Required<PlacesOptions> {
  readonly graph: DependencyGraph;
  readonly installer: Installer;
  readonly unreadable: UnreadableFile[];
}

/** Where packages are, and what was written down of them. */
interface Layout {
  readonly folders: readonly PackageFolder[];
  readonly records: ClientRecords;
  readonly strangers?: readonly PluggedStranger[];
  /** Folders beside the links into a store, where the client puts none. */
  readonly beside?: readonly PackageFolder[];
  readonly storeFolder?: string | undefined;
  /** Where it was written down, unless in the client's file. */
  readonly recordedIn?: string;
}

/**
 * Lists where the client of one of a project's lockfiles keeps its packages, what it wrote down of them, and which of the
 * lockfile's packages may lie there; `undefined` where nothing is installed, or nobody can tell by whom. Names and the
 * client's own records are read, no package. Places of records need not be there. Throws `LOCKFILE_TOO_LARGE` alone.
 */
export async function readInstalledPlaces(options: PlacesOptions): Promise<InstalledPlaces | undefined> {
  const installer = await findInstaller(options.folder, options.graphs);
  const graph = options.graphs.find(({ source }) => source === installer?.source);
  if (installer === undefined || graph === undefined) return undefined;
  const reading: Reading = { limits: lockfileLimits, ...options, graph, installer, unreadable: [] };
  const {
    folders,
    records,
    strangers = [],
    beside = [],
    storeFolder,
    recordedIn = installer.record,
  } = await readLayout(reading);
  const known = installer.isMixed ? noRecords : records;
  const hasRecords = known.byPlace.size + known.byName.size > 0;
  const names = createLockedNames(graph);
  const places = joinPlaces(folders, known).map((each) => placeOf(each, known, { names, reading }));
  return {
    source: installer.source,
    recordedIn: hasRecords ? recordedIn : undefined,
    places: [...places, ...beside.map((each) => ({ ...each, ...unknown }))],
    strangers,
    unplaced: installer.form === "archives" ? [] : listUnplaced(graph, places),
    storeFolder,
    unreadable: reading.unreadable,
  };
}

async function readLayout(reading: Reading): Promise<Layout> {
  switch (reading.installer.form) {
    case "npm":
      return await layoutOfNpm(reading);
    case "flat":
      return await layoutOfFlat(reading, await readRecords(reading));
    case "store":
      return await layoutOfStore(reading);
    case "archives":
      return await layoutOfArchives(reading);
    default:
      return reading.installer.form satisfies never;
  }
}

/** npm's lockfile says where everything lies; of what lies beside it only the top is looked at. */
async function layoutOfNpm({ folder, graph, hidden, graphs }: Reading): Promise<Layout> {
  const isPlace = (place: string): boolean => /(?:^|\/)node_modules\//.test(place);
  const written = (hidden?.packages ?? []).filter(
    ({ place, kind }) => isPlace(place) && kind !== "workspace",
  );
  const byPlace = new Map(
    written.map(
      ({ place, name, version, kind }) =>
        [place, isTold(kind) && version !== "" ? [{ name, version }] : []] as const,
    ),
  );
  const links = new Set(
    [...graphs, ...(hidden === undefined ? [] : [hidden])].flatMap(({ source, packages }) =>
      source === "npm" ? packages.filter(({ kind }) => kind === "workspace").map(({ place }) => place) : [],
    ),
  );
  const locked = graph.packages.filter(({ place }) => isPlace(place) && !links.has(place));
  const folders = new Map<string, PackageFolder>();
  for (const each of await listPackages(folder, "")) folders.set(each.place, each);
  for (const { place } of [...locked, ...written]) folders.set(place, { place, name: nameOf(place) });
  for (const link of links) folders.delete(link);
  return { folders: [...folders.values()], records: { ...noRecords, byPlace } };
}

/** A folder or a repository may change its version as it likes. */
function isTold(kind: DependencyGraph["packages"][number]["kind"]): boolean {
  return kind !== "file" && kind !== "git";
}

async function layoutOfFlat({ folder, graph, limits }: Reading, records: ClientRecords): Promise<Layout> {
  const tops = ["", ...membersOf(graph)];
  const lists = await Promise.all(tops.map((top) => listFlatFolders(folder, top, limits)));
  return { folders: lists.flat(), records };
}

const folderNames = "the names of its folders";

/** What others link to lies in a store; a folder of its own beside the links is nothing that the client put there. */
async function layoutOfStore(reading: Reading): Promise<Layout> {
  const { folder, graph, limits, installer } = reading;
  const isPnpm = installer.source === "pnpm";
  const modules = isPnpm ? await tryRead(reading, (text) => parsePnpmModules(text, limits)) : undefined;
  const storeFolder = modules?.storeFolder;
  if (modules?.isHoisted === true) return { ...(await layoutOfFlat(reading, modules.records)), storeFolder };
  if (installer.source !== "pnpm" && installer.source !== "bun" && installer.source !== "yarn-berry")
    return { folders: [], records: noRecords };
  const { source } = installer;
  const stored =
    source === "yarn-berry" ? await listYarnStore(reading) : await listStore(folder, source, limits);
  const tops = ["", ...membersOf(graph)];
  const beside = await Promise.all(tops.map((top) => listPackages(folder, top)));
  const byPlace = new Map(
    stored.flatMap(({ place, record }) => (record === undefined ? [] : [[place, [record]] as const])),
  );
  return {
    folders: stored,
    records: { ...noRecords, byPlace },
    beside: beside.flat(),
    storeFolder,
    recordedIn: folderNames,
  };
}

/** Yarn names a folder by the package and a hash; where peers decide on it, by the package's name alone. */
async function listYarnStore({ folder, graph, limits }: Reading): Promise<readonly StoredFolder[]> {
  const slugs = listYarnSlugs(graph);
  const names = new Map(graph.packages.map(({ name }) => [slugOfName(name), name] as const));
  return (await listStoreNames(folder, "yarn-berry", limits)).flatMap((entry): readonly StoredFolder[] => {
    const place = `node_modules/${storeFolders["yarn-berry"]}/${entry}/package`;
    const record = slugs.get(entry);
    const name = record?.name ?? names.get(virtualSlug.exec(entry)?.[1] ?? "");
    return name === undefined ? [] : [{ place, name, record }];
  });
}

const virtualSlug = /^(.{1,250})-virtual-[0-9a-f]{10}$/;

async function layoutOfArchives(reading: Reading): Promise<Layout> {
  const entries = await tryRead(reading, (text) => parsePlugMap(text, reading.limits));
  return sortPlugged(entries ?? [], reading.graph);
}

async function readRecords(reading: Reading): Promise<ClientRecords> {
  const parsers = { "yarn-berry": parseYarnState, "yarn-classic": parseYarnIntegrity } as const;
  const { source } = reading.installer;
  if (source !== "yarn-berry" && source !== "yarn-classic") return noRecords;
  return (await tryRead(reading, (text) => parsers[source](text, reading.limits))) ?? noRecords;
}

/** What the client wrote into its own file; `undefined` where it is not there, or cannot be read, which is told. */
async function tryRead<Read>(
  { folder, installer: { record }, limits, unreadable }: Reading,
  parse: (text: string) => Read,
): Promise<Read | undefined> {
  if (record === undefined) return undefined;
  const file = join(folder, ...record.split("/"));
  try {
    return parse(decodeText(await readBounded(file, limits.maxBytes), limits));
  } catch (error) {
    if (!(error instanceof LockfileError) && systemErrorCode(error) === undefined) throw error;
    if (systemErrorCode(error) !== "ENOENT") unreadable.push({ file, error: asErrorOfFile(file, error) });
    return undefined;
  }
}

function membersOf({ roots }: DependencyGraph): readonly string[] {
  return roots
    .map(({ folder }) => folder)
    .filter((folder) => folder !== "." && folder !== "" && !folder.split("/").includes(".."));
}

/** What is only for development or optional may be left out at an installation. */
function listUnplaced(graph: DependencyGraph, places: readonly InstalledPlace[]): readonly number[] {
  const placed = new Set(places.flatMap(({ packages }) => packages));
  return graph.packages.flatMap(({ kind, isDevelopment, isOptional }, index) =>
    kind !== "registry" || isDevelopment || isOptional || placed.has(index) ? [] : [index],
  );
}

/** Folders that were found, and places that the client wrote down and that may be gone. */
function joinPlaces(folders: readonly PackageFolder[], { byPlace }: ClientRecords): readonly PackageFolder[] {
  const found = new Set(folders.map(({ place }) => place));
  const gone = [...byPlace.keys()].filter((place) => !found.has(place) && place.includes("node_modules/"));
  return [...folders, ...gone.map((place) => ({ place, name: nameOf(place) }))];
}

/** A package where the client puts none. */
const unknown = { records: [], isRecordedHere: false, packages: [], isTop: true } as const;

function placeOf(
  { place, name }: PackageFolder,
  { byPlace, byName }: ClientRecords,
  { names, reading }: { readonly names: LockedNames; readonly reading: Reading },
): InstalledPlace {
  const { form, source } = reading.installer;
  const here = byPlace.get(place);
  const at = names.at(place);
  const exact = at === undefined ? [] : [at];
  return {
    place,
    name,
    records: here ?? byName.get(name) ?? [],
    isRecordedHere: here !== undefined,
    packages: at !== undefined || source === "npm" ? exact : names.named(name),
    isTop: form !== "archives" && form !== "store" && place.split("node_modules/").length === 2,
  };
}

function nameOf(place: string): string {
  return place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
}
