import { readArchive } from "@lockkeeper/archive";
import type { ArchiveEntry } from "@lockkeeper/archive";
import { LockkeeperError } from "@lockkeeper/core";
import { listDiskFolders, updateHiddenLockfile } from "@lockkeeper/scan";
import type { DiskFolder, DiskRepair, RepairState } from "@lockkeeper/scan";

import { count } from "../../table.ts";
import type { CheckResult } from "../project-checks.ts";
import { readProjectText, writeProjectText } from "../project-texts.ts";
import type { RepairJournal } from "../repair-journal.ts";
import { bringBack, dropAside, moveAside } from "./aside.ts";
import { digestOfPlace, putBack } from "./evidence.ts";
import type { EvidenceRoom, KeptFolder } from "./evidence.ts";
import { clearFolder, isOurs, isWritable, pathOfPlace, writeEntries } from "./installed-folder.ts";

/** What the installed tree of one project is mended with. */
export interface DiskParts {
  readonly folder: string;
  readonly room: EvidenceRoom;
  readonly journal: RepairJournal;
  /** Whether what is suspicious is kept before anything is changed at all. */
  readonly keepsFirst: boolean;
  /** The bytes of what is locked, where they can be had by the locked hash. */
  readonly bytesOf: (locked: NonNullable<DiskFolder["locked"]>) => Promise<Uint8Array | undefined>;
  /** Has the client install; `undefined` where it is not to be started. */
  readonly install: ((command: string) => Promise<CheckResult | "absent">) | undefined;
  /** Reads the project anew. */
  readonly look: () => Promise<RepairState>;
  readonly tell: (text: string) => void;
}

/** Mends the installed tree of one project; what it removes is kept before. */
export interface DiskRepairs {
  /** Keeps what is suspicious before anything else could remove it, such as an installation. */
  keep(state: RepairState): Promise<void>;
  /** Puts what is locked in its place. What fails leaves the tree as it was. */
  repair(): Promise<CheckResult>;
  /** Puts the tree back as it was before the last repair. */
  takeBack(): Promise<void>;
  /** Has the last repair stand. */
  commit(): Promise<void>;
}

/** Of more folders than this, the tree as a whole is another one, and its client had better install it. */
const maxExchanged = 25;
const hiddenLockfile = "node_modules/.package-lock.json";

/** Creates the repairs of one project's installed tree. */
export function createDiskRepairs(parts: DiskParts): DiskRepairs {
  const tree = new TreeRepairs(parts);
  return {
    keep: (state) => tree.keep(state),
    repair: () => tree.repair(),
    takeBack: () => tree.takeBack(),
    commit: () => tree.commit(),
  };
}

/** What one repair has done so far, and can undo. */
class TreeRepairs {
  readonly #parts: DiskParts;
  readonly #kept = new Map<string, KeptFolder>();
  #aside: readonly string[] = [];
  #changed: readonly KeptFolder[] = [];
  #hidden: string | undefined;

  constructor(parts: DiskParts) {
    this.#parts = parts;
  }

  async keep(state: RepairState): Promise<void> {
    const { folder, keepsFirst } = this.#parts;
    const found = keepsFirst ? (listDiskFolders(state)?.folders ?? []) : [];
    await this.#keepAll(await selectOurs(found, folder));
  }

  async repair(): Promise<CheckResult> {
    const { look, journal, room } = this.#parts;
    const state = await look();
    const listed = listDiskFolders(state);
    if (listed === undefined) return { kind: "well", note: `kept in ${room.folder}` };
    const disk = { ...listed, folders: await selectOurs(listed.folders, this.#parts.folder) };
    if (disk.folders.length === 0 && listed.folders.length > 0)
      return { kind: "failed", why: "what was found lies behind a link, where others may use it too" };
    this.#changed = await this.#keepAll(disk.folders);
    await journal.beginFolders(this.#changed);
    try {
      const result = await mend(disk, {
        byTarballs: () => this.#byTarballs(disk, state),
        byClient: () => this.#byClient(disk, state),
        isWhole: async () => (await selectReady(disk.folders, this.#parts)).length === disk.folders.length,
      });
      const worse = result.kind === "well" ? newFault(listed, listDiskFolders(await look())) : undefined;
      if (worse === undefined) return result;
      await this.takeBack();
      return { kind: "failed", why: worse };
    } catch (error) {
      await this.takeBack();
      throw error;
    }
  }

  async takeBack(): Promise<void> {
    const { folder, journal } = this.#parts;
    if (this.#aside.length > 0) await bringBack(folder, this.#aside);
    else {
      for (const each of this.#changed) await putBack(folder, each);
      if (this.#hidden !== undefined) await writeProjectText(folder, hiddenLockfile, this.#hidden);
    }
    this.#forget();
    await journal.forgetTree();
  }

  async commit(): Promise<void> {
    const { folder, journal } = this.#parts;
    await dropAside(folder, this.#aside);
    const digests = new Map<string, string | undefined>();
    for (const each of this.#changed) digests.set(each.place, await digestOfPlace(folder, each));
    await journal.endTree(digests);
    this.#forget();
  }

  #forget(): void {
    [this.#aside, this.#changed, this.#hidden] = [[], [], undefined];
  }

  async #keepAll(folders: readonly DiskFolder[]): Promise<readonly KeptFolder[]> {
    const all: KeptFolder[] = [];
    for (const { place, locked, why } of folders) {
      const extent = locked === undefined ? "whole" : "own";
      const known = this.#kept.get(place) ?? (await this.#parts.room.keep({ place, extent, why }));
      this.#kept.set(place, known);
      all.push(known);
    }
    return all;
  }

  async #byTarballs(disk: DiskRepair, state: RepairState): Promise<CheckResult> {
    const ready = await selectReady(disk.folders, this.#parts);
    const missing = disk.folders.filter((each) => !ready.includes(each));
    if (ready.length === 0) return { kind: "failed", why: whyMissing(missing) };
    for (const each of ready) {
      this.#parts.tell(`putting what is locked into ${each.place}`);
      await exchangeFolder(each, this.#parts);
    }
    if (disk.client === "npm") await this.#noteInstalled(ready, state.texts.get(disk.file));
    const rest = missing.length === 0 ? "" : `; ${whyMissing(missing)}`;
    return { kind: "well", note: `kept in ${this.#parts.room.folder}${rest}` };
  }

  /** npm believes its own record of what it installed, and so does the next scan. */
  async #noteInstalled(folders: readonly DiskFolder[], lock: string | undefined): Promise<void> {
    const { folder, journal } = this.#parts;
    const before = await readProjectText(folder, hiddenLockfile);
    if (before === undefined || lock === undefined) return;
    const after = updateHiddenLockfile(before, lock, folders);
    if (after === before) return;
    await journal.beginLoose({ file: hiddenLockfile, before, after });
    this.#hidden = before;
    await writeProjectText(folder, hiddenLockfile, after);
  }

  async #byClient(disk: DiskRepair, { project }: RepairState): Promise<CheckResult> {
    const { folder, install, journal, room, tell } = this.#parts;
    if (install === undefined) return { kind: "failed", why: "no client is to be started" };
    tell(disk.command);
    const roots = project.graphs.find(({ file }) => file === disk.file)?.graph.roots ?? [];
    const folders = roots.map((root) => root.folder);
    this.#aside = await moveAside(folder, folders, (paths) => journal.beginAside(paths));
    const result = await install(disk.command);
    if (result !== "absent" && result.kind === "well")
      return { kind: "well", note: `installed by ${disk.command}; kept in ${room.folder}` };
    await bringBack(folder, this.#aside);
    this.#aside = [];
    return result === "absent" ? { kind: "failed", why: `${disk.client} is not there` } : result;
  }
}

interface Ways {
  readonly byTarballs: () => Promise<CheckResult>;
  readonly byClient: () => Promise<CheckResult>;
  /** Whether the bytes of everything are to be had. */
  readonly isWhole: () => Promise<boolean>;
}

/**
 * Exchanging folders changes nothing else, also not what install scripts built elsewhere; where that is not to be had for
 * all of them, or half the tree is another, the client installs everything.
 */
async function mend(disk: DiskRepair, { byTarballs, byClient, isWhole }: Ways): Promise<CheckResult> {
  const isFew = disk.folders.length <= maxExchanged;
  if (isFew && !disk.needsClient && (await isWhole())) return await byTarballs();
  const installed = await byClient();
  if (installed.kind === "well") return installed;
  const exchanged = await byTarballs();
  if (exchanged.kind === "well") return exchanged;
  return { kind: "failed", why: `${installed.why}; ${exchanged.why}` };
}

/** What lies behind a link is none of the project's to change, and no installation removes it. */
async function selectOurs(folders: readonly DiskFolder[], project: string): Promise<readonly DiskFolder[]> {
  const ours: DiskFolder[] = [];
  for (const each of folders) if (await isOurs(project, each.place)) ours.push(each);
  return ours;
}

/** What was well before has to be well afterwards. */
function newFault({ folders }: DiskRepair, left: DiskRepair | undefined): string | undefined {
  const known = new Set(folders.map(({ place }) => place));
  const fault = left?.folders.find(({ place }) => !known.has(place));
  return fault === undefined ? undefined : `it would leave ${fault.place} otherwise than it is locked`;
}

/** Folders that can be exchanged: of which nothing is locked, or of which the bytes are to be had. */
async function selectReady(folders: readonly DiskFolder[], parts: DiskParts): Promise<readonly DiskFolder[]> {
  const ready: DiskFolder[] = [];
  for (const each of folders) {
    const { locked, isSure = false } = each;
    if (locked === undefined || (isSure && (await entriesOf(locked, parts)) !== undefined)) ready.push(each);
  }
  return ready;
}

async function entriesOf(
  locked: NonNullable<DiskFolder["locked"]>,
  { bytesOf }: DiskParts,
): Promise<readonly ArchiveEntry[] | undefined> {
  const bytes = await bytesOf(locked);
  if (bytes === undefined) return undefined;
  try {
    const { entries, isPartial } = readArchive(bytes);
    return isPartial || !isWritable(entries) ? undefined : entries;
  } catch (error) {
    // What cannot be read cannot be written; the client may be able to.
    if (error instanceof LockkeeperError) return undefined;
    throw error;
  }
}

async function exchangeFolder({ place, locked }: DiskFolder, parts: DiskParts): Promise<void> {
  const path = await pathOfPlace(parts.folder, place);
  const entries = locked === undefined ? undefined : await entriesOf(locked, parts);
  await clearFolder(path, locked === undefined ? "whole" : "own");
  if (entries !== undefined) await writeEntries(path, entries);
}

function whyMissing(folders: readonly DiskFolder[]): string {
  const [first] = folders;
  const more = folders.length > 1 ? ` and ${count(folders.length - 1, "other")}` : "";
  return `no bytes with the locked hash are to be had for ${first?.place ?? "it"}${more}`;
}
