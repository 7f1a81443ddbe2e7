import type { ClientKind } from "@lockkeeper/clients";
import type { GraphPackage } from "@lockkeeper/lockfile";

import { clientOf, reinstallCommand } from "../client-commands.ts";
import { createGraphView } from "../graph-view.ts";
import type { InstalledPackage } from "../installed-tree.ts";
import { findDiskFaults, findLockedSubject } from "../rules/find-disk-faults.ts";
import type { ScanFinding } from "../scan-finding.ts";
import type { ScanProject } from "../scan-project.ts";
import type { ScannedGraph } from "../scan-report.ts";
import { isRecord } from "./npm-entry.ts";
import { removeJsonMember, setJsonMember } from "./edit-json.ts";
import type { JsonValue } from "./edit-json.ts";
import type { RepairState } from "./repair-state.ts";
import type { WorkedRequest } from "./worked-request.ts";

/** A folder of the installed tree that is not as it was locked. */
export interface DiskFolder {
  /** Relative to the project with forward slashes. */
  readonly place: string;
  /** What belongs there; `undefined` where nothing does. Its texts are foreign. */
  readonly locked: Pick<GraphPackage, "name" | "version" | "integrity" | "kind"> | undefined;
  /** Whether nothing else of the lockfile could belong there, so that its bytes may be put there by us. */
  readonly isSure?: boolean;
  /** What was found there, in sentences. */
  readonly why: readonly string[];
}

/** What is to be done with an installed tree. */
export interface DiskRepair {
  /** The lockfile whose client installed it. */
  readonly file: string;
  readonly client: ClientKind;
  readonly folders: readonly DiskFolder[];
  /** Whether something is wrong that no folder stands for, so that only the client can mend it. */
  readonly needsClient: boolean;
  /** The command that installs what is locked. */
  readonly command: string;
}

/** Lists the folders that findings of the disk are about. */
export function listDiskFolders({ project, findings }: RepairState): DiskRepair | undefined {
  const { installed: tree } = project;
  const faults = findings.filter(isOfDisk);
  const scanned = project.graphs.find(({ graph }) => graph.source === tree?.source);
  if (tree === undefined || scanned === undefined || faults.length === 0) return undefined;
  const { file, graph } = scanned;
  const folders = new Map<string, DiskFolder>();
  let needsClient = false;
  for (const finding of faults) {
    const places = placesOf(finding, scanned, project);
    needsClient ||= places.length === 0;
    for (const each of places) {
      const why = [...(folders.get(each.place)?.why ?? []), finding.message];
      folders.set(each.place, { ...each, why });
    }
  }
  const client = clientOf(graph.source);
  return { file, client, folders: [...folders.values()], needsClient, command: reinstallCommand(client) };
}

/**
 * Whether a finding is about what is installed: the client's own record of it may name another hash than the lockfile. The
 * bytes that go there are had by the locked hash alone, so that a lockfile that was changed has none.
 */
export function isOfDisk({ id, kind, message }: ScanFinding): boolean {
  return kind === "disk" || (id === "integrity-differs" && message.endsWith(installedRecord));
}

const installedRecord = " than in node_modules/.package-lock.json";

type Place = Omit<DiskFolder, "why">;

/** A version that lies in several places is told once: those of them that have a fault are meant. */
function placesOf(finding: ScanFinding, scanned: ScannedGraph, project: ScanProject): readonly Place[] {
  const { packages } = scanned.graph;
  const { packages: lying, absent } = project.installed ?? { packages: [], absent: [] };
  const meant = lying.flatMap(
    (each): readonly { readonly each: InstalledPackage; readonly place: Place }[] => {
      const { place } = each;
      const subject = findLockedSubject(each, packages);
      if (subject === undefined)
        return place === finding.file ? [{ each, place: { place, locked: undefined } }] : [];
      const { each: locked, isSure } = subject;
      return isMeant(locked, finding) ? [{ each, place: { place, locked, isSure } }] : [];
    },
  );
  const faulty = meant.filter(({ each }) => meant.length === 1 || hasFault(each, scanned, project));
  const gone = absent.flatMap(({ place, record, packages: indexes }): readonly Place[] => {
    const locked = indexes.map((index) => packages[index]).find((each) => each?.version === record.version);
    return locked !== undefined && isMeant(locked, finding) ? [{ place, locked, isSure: true }] : [];
  });
  const unplaced = (project.installed?.unplaced ?? []).flatMap((index): readonly Place[] => {
    const locked = packages[index];
    const isPath = scanned.graph.source === "npm" && locked !== undefined && isMeant(locked, finding);
    return isPath ? [{ place: locked.place, locked, isSure: true }] : [];
  });
  return [...(faulty.length === 0 ? meant : faulty).map(({ place }) => place), ...gone, ...unplaced];
}

function hasFault(each: InstalledPackage, scanned: ScannedGraph, project: ScanProject): boolean {
  const { installed: tree } = project;
  if (tree === undefined) return false;
  const alone = { ...tree, packages: [each], absent: [], unplaced: [], strangers: [], archives: [] };
  return findDiskFaults([createGraphView(scanned)], { ...project, installed: alone }).length > 0;
}

function isMeant(each: GraphPackage | undefined, { name, version }: ScanFinding): boolean {
  return each !== undefined && each.name === name && each.version === version;
}

/** Keeps what is not as it was locked, and has what is locked in its place. */
export function workDisk(state: RepairState): WorkedRequest {
  const disk = listDiskFolders(state);
  if (disk === undefined) return { kind: "gone" };
  const count = disk.folders.length;
  return {
    kind: "worked",
    title:
      count === 0
        ? `install what ${disk.file} has locked`
        : `keep ${count === 1 ? "a folder" : `${count} folders`} of the installed packages as evidence, and put what is locked there`,
    risk: "moderate",
    riskReason:
      "no install script is run: what one built in these packages has to be built again, once somebody looked at it",
    changes: [],
    disk,
  };
}

/**
 * npm's own record of what is installed, after folders got what is locked: an entry of the lockfile for each, and none for
 * those that went. Throws `SCAN_BAD_MANIFEST`.
 */
export function updateHiddenLockfile(
  hidden: string,
  lockfile: string,
  folders: readonly Pick<DiskFolder, "place" | "locked">[],
): string {
  const entries = packagesOf(lockfile);
  return folders.reduce((text, { place, locked }) => {
    const path = ["packages", place];
    const entry = entries !== undefined && Object.hasOwn(entries, place) ? entries[place] : undefined;
    if (locked === undefined) return removeJsonMember(text, path);
    return entry === undefined ? text : setJsonMember(text, path, entry);
  }, hidden);
}

function packagesOf(lockfile: string): Readonly<Record<string, JsonValue>> | undefined {
  const document: unknown = JSON.parse(lockfile.replace(/^\uFEFF/, ""));
  const packages = isRecord(document) ? document["packages"] : undefined;
  return isRecord(packages) ? packages : undefined;
}
