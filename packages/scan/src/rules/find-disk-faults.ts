import { commandOf } from "@lockkeeper/clients";
import type { GraphPackage } from "@lockkeeper/lockfile";

import { clientOf, reinstallCommand } from "../client-commands.ts";
import { labelOf } from "../graph-view.ts";
import type { GraphView } from "../graph-view.ts";
import type { InstalledPackage, InstalledTree } from "../installed-tree.ts";
import { adviceOf, findingOfFile, findingOfPackage, quote } from "../make-finding.ts";
import type { FindingDetails } from "../make-finding.ts";
import type { ScanFinding } from "../scan-finding.ts";
import type { ScanProject } from "../scan-project.ts";
import { findFileFaults } from "./find-file-faults.ts";
import { findLateFiles, isLinkedTree } from "./late-files.ts";

/** What is compared: the lockfile's view, and what its client has installed. */
interface Disk {
  readonly view: GraphView;
  readonly tree: InstalledTree;
  readonly isLinked: boolean;
}

/**
 * What lies on disk against what is locked. Where the client wrote down what it installed, a manifest that says otherwise
 * was exchanged afterwards; where it did not, the lockfile is compared, and a difference may be a stale tree.
 */
export function findDiskFaults(
  views: readonly GraphView[],
  { installed: tree }: ScanProject,
): readonly ScanFinding[] {
  const view = views.find(({ graph: { source } }) => source === tree?.source);
  if (tree === undefined || view === undefined) return [];
  const disk: Disk = { view, tree, isLinked: isLinkedTree(tree) };
  return [
    ...tree.packages.flatMap((each) =>
      each.packages.length === 0 ? stranger(each, disk) : known(each, disk),
    ),
    ...absences(disk),
    ...unplaced(disk),
    ...plugged(disk),
    ...tree.archives.map(({ file, package: index }) => archive(file, index, disk)),
  ];
}

/** What lies where only the client puts packages, and the lockfile does not have. */
function stranger(
  { isTop, place, name, manifest }: InstalledPackage,
  { view }: Disk,
): readonly ScanFinding[] {
  const { version } = manifest;
  if (!isTop || version === undefined) return [];
  const own = manifest.name ?? name;
  const details = {
    id: "not-in-lockfile",
    severity: "moderate",
    message: `${own}@${version} lies in ${place}, and ${view.file} does not have it`,
    fix: adviceOf("find out who put it there; install anew", reinstallOf(view)),
  } as const;
  return [findingOfFile({ file: place, name: own, version }, details)];
}

/** The package of the lockfile that a folder stands for. */
export interface LockedSubject {
  readonly index: number;
  readonly each: GraphPackage;
  /** Whether the installed manifest is of a version that is locked. */
  readonly isMeant: boolean;
  /** Whether it is the only version that could lie there. */
  readonly isSure: boolean;
}

/** Finds the package of the lockfile that a folder stands for; `undefined` for members of the workspace and strangers. */
export function findLockedSubject(
  onDisk: InstalledPackage,
  packages: readonly GraphPackage[],
): LockedSubject | undefined {
  const locked = onDisk.packages.flatMap((index) => {
    const each = packages[index];
    return each === undefined || each.kind === "workspace" ? [] : [{ index, each }];
  });
  const [first] = locked;
  if (first === undefined) return undefined;
  const isInstalled = (version: string): boolean =>
    onDisk.records.some((record) => record.version === version);
  const meant = locked.find(({ each }) => each.version === onDisk.manifest.version);
  const written = locked.find(({ each }) => isInstalled(each.version));
  const recorded = onDisk.isRecordedHere ? written : undefined;
  const isOne = new Set(locked.map(({ each }) => each.version)).size === 1;
  return {
    ...(recorded ?? meant ?? written ?? first),
    isMeant: meant !== undefined,
    isSure: isOne || recorded !== undefined,
  };
}

function known(onDisk: InstalledPackage, disk: Disk): readonly ScanFinding[] {
  const { view } = disk;
  const subject = findLockedSubject(onDisk, view.graph.packages);
  if (subject === undefined) return [];
  const fault = versionFault(subject.each, onDisk, { disk, isMeant: subject.isMeant });
  const faults = fault === undefined ? findFileFaults(subject.each, onDisk, disk.isLinked) : fault;
  return faults.map((details) => findingOfPackage(view, subject.index, { ...details, fix: fixOf(view) }));
}

/** The installed version is not the locked one, or not even what the client put there; `undefined` where neither is so. */
function versionFault(
  locked: GraphPackage,
  onDisk: InstalledPackage,
  { disk, isMeant }: { readonly disk: Disk; readonly isMeant: boolean },
): readonly FindingDetails[] | undefined {
  const { records, manifest, place } = onDisk;
  const [record] = records;
  const stale = (says: string): readonly FindingDetails[] => [
    { id: "installed-differs", severity: "moderate", message: `${labelOf(locked)} is locked, and ${says}` },
  ];
  if (onDisk.isRecordedHere && record !== undefined && !isOfVersion(locked, record.version))
    return [...stale(`${record.version} is installed`), ...swapOf(onDisk, disk)];
  if (manifest.version === undefined || isFree(locked)) return undefined;
  const swap = swapOf(onDisk, disk);
  if (swap.length > 0) return swap;
  const says = `the manifest in ${place} says ${quote(manifest.version, 60)}`;
  if (!isMeant)
    return records.length === 0 && hasLateManifest(onDisk, disk) ? late(locked, says) : stale(says);
  return otherName(locked, onDisk);
}

/** An update writes the whole package anew; a manifest that came alone was put there. */
function hasLateManifest(onDisk: InstalledPackage, { isLinked }: Disk): boolean {
  return findLateFiles(onDisk, isLinked).some(({ path }) => path === "package.json");
}

function late(locked: GraphPackage, says: string): readonly FindingDetails[] {
  const message = `${labelOf(locked)} is locked, ${says}, and it came after the package's other files: it was exchanged`;
  return [{ id: "manifest-swapped", severity: "critical", message }];
}

/** The version is the locked one, and the manifest is another package's. */
function otherName(
  locked: GraphPackage,
  { records, manifest, place }: InstalledPackage,
): readonly FindingDetails[] | undefined {
  const names = new Set([locked.name, ...records.map(({ name }) => name)]);
  if (manifest.name === undefined || names.has(manifest.name)) return undefined;
  const message = `${labelOf(locked)} is locked, and the manifest in ${place} is that of ${quote(manifest.name)}`;
  return [{ id: "manifest-swapped", severity: "critical", message }];
}

function isOfVersion({ version }: GraphPackage, installed: string): boolean {
  return version === "" || version === installed;
}

/** What comes from a folder or a repository may call itself what it likes. */
function isFree({ kind, version }: GraphPackage): boolean {
  return kind === "file" || kind === "git" || version === "";
}

/** The manifest's own version is not what the client wrote down when it extracted the package. */
function swapOf(
  { manifest, place, records }: InstalledPackage,
  { view, tree }: Disk,
): readonly FindingDetails[] {
  const { version } = manifest;
  const [record] = records;
  if (version === undefined || record === undefined) return [];
  if (records.some((each) => each.version === version)) return [];
  const client = commandOf(clientOf(view.graph.source));
  const message = `${client} installed ${labelOf(record)}${recordedIn(tree)}, and the manifest in ${place} says ${quote(version, 60)}: it was exchanged afterwards`;
  return [{ id: "manifest-swapped", severity: "critical", message }];
}

/** So many are told one by one: where more are gone, somebody has taken apart the tree. */
const maxAbsent = 3;

/** The client wrote down that it put packages there, and their folders are gone. */
function absences({ view, tree }: Disk): readonly ScanFinding[] {
  const fix = adviceOf("find out what took it away; install anew", reinstallOf(view));
  const gone = tree.absent.flatMap(({ place, record, packages }) => {
    const index = packages.find((each) => view.graph.packages[each]?.version === record.version);
    const locked = index === undefined ? undefined : view.graph.packages[index];
    if (index === undefined || locked === undefined || locked.isOptional) return [];
    const message = `${labelOf(locked)} was installed in ${place}${recordedIn(tree)}, and is not there`;
    return [findingOfPackage(view, index, { id: "installed-missing", severity: "moderate", message, fix })];
  });
  const [first] = gone;
  if (gone.length <= maxAbsent || first === undefined) return gone;
  const message = `${first.message}, and so are ${gone.length - 1} others`;
  const details = { id: "installed-missing", severity: "low", message, fix } as const;
  return [findingOfFile({ file: tree.recordedIn ?? view.file }, details)];
}

function recordedIn(tree: InstalledTree): string {
  return tree.recordedIn === undefined ? "" : ` (${tree.recordedIn})`;
}

/** Whatever is locked for production should be there; of a part of a workspace, or another state, much is not. */
function unplaced({ view, tree }: Disk): readonly ScanFinding[] {
  const [first] = tree.unplaced;
  if (first === undefined || tree.packages.length === 0) return [];
  const fix = adviceOf("install what is locked", reinstallOf(view));
  const absent = (index: number): string => {
    const locked = view.graph.packages[index];
    return `${locked === undefined ? "" : labelOf(locked)} is locked, and is not installed`;
  };
  if (tree.unplaced.length <= maxAbsent)
    return tree.unplaced.map((index) =>
      findingOfPackage(view, index, {
        id: "installed-missing",
        severity: "low",
        message: absent(index),
        fix,
      }),
    );
  const message = `${absent(first)}, and neither are ${tree.unplaced.length - 1} others`;
  return [findingOfFile({ file: view.file }, { id: "installed-missing", severity: "info", message, fix })];
}

/** Yarn's map decides which code is loaded, whatever the lockfile says. */
function plugged({ view, tree }: Disk): readonly ScanFinding[] {
  return tree.strangers.map(({ name, version, location }) => {
    const message = `${tree.recordedIn ?? ".pnp.cjs"} loads ${name}@${version} from ${quote(location, 200)}, which is not what ${view.file} says`;
    const fix = adviceOf("compare the map with what Yarn writes", reinstallOf(view));
    return findingOfFile(
      { file: tree.recordedIn ?? ".pnp.cjs", name, version },
      { id: "plugged-differs", severity: "high", message, fix },
    );
  });
}

function archive(file: string, index: number, { view }: Disk): ScanFinding {
  const locked = view.graph.packages[index];
  const label = locked === undefined ? file : labelOf(locked);
  const message = `${file} is not the archive of ${label} that ${view.file} has the checksum of`;
  const fix = adviceOf(
    "do not run it: find out who changed it; have Yarn fetch it anew",
    "yarn install --check-cache",
  );
  return findingOfPackage(view, index, { id: "archive-differs", severity: "critical", message, fix });
}

function fixOf(view: GraphView): FindingDetails["fix"] {
  return adviceOf("keep the folder as evidence; install anew on a clean machine", reinstallOf(view));
}

function reinstallOf({ graph }: GraphView): string {
  return reinstallCommand(clientOf(graph.source));
}
