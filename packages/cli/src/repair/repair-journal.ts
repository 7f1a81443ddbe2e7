import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { TextChange } from "@lockkeeper/scan";
import { systemErrorCode } from "@lockkeeper/core";

import { CliError } from "../errors.ts";
import type { KeptFolder } from "./disk/evidence.ts";
import { emptyTree, endFolders, noteFolders, parseTree, undoTree } from "./disk/journal-tree.ts";
import type { JournalTree } from "./disk/journal-tree.ts";
import { readProjectText, writeProjectText } from "./project-texts.ts";

/** A file that a repair has changed, or was about to when it ended. */
interface JournalFile {
  readonly file: string;
  /** `null` for a file that was not there. */
  readonly before: string | null;
  /** `null` for a file that was taken away. */
  readonly after: string | null;
  /** Whether it is a client's own, which may write it anew at any time: then it is left as it is. */
  readonly isLoose?: boolean;
}

/** What a repair did to one project, kept until the next one. */
interface Journal {
  readonly folder: string;
  /** Whether the repair came to its end. */
  readonly isDone: boolean;
  readonly files: readonly JournalFile[];
  readonly tree: JournalTree;
}

/** Keeps what is needed to put a project back, beside the data folder and before anything is written. */
export interface RepairJournal {
  /** Notes changes that are about to be made. */
  begin(changes: readonly TextChange[]): Promise<void>;
  /** Forgets changes that were taken back. */
  forget(changes: readonly TextChange[]): Promise<void>;
  /** Notes a file that a client may write anew at any time. */
  beginLoose(change: TextChange): Promise<void>;
  /** Notes folders of the installed tree that are about to be changed, and where they are kept. */
  beginFolders(folders: readonly KeptFolder[]): Promise<void>;
  /** Notes folders of the installed tree that are about to be moved aside. */
  beginAside(paths: readonly string[]): Promise<void>;
  /** Forgets what was noted of the installed tree since its last repair stood, as it was taken back. */
  forgetTree(): Promise<void>;
  /** Notes that the repair of the installed tree stands, and what lies in each of its folders now. */
  endTree(digests: ReadonlyMap<string, string | undefined>): Promise<void>;
  /** Notes that the repair came to its end. */
  finish(): Promise<void>;
}

const schema = 1;

/** Opens the journal of a project. Throws `CLI_BAD_FILE` when an earlier repair was cut off. */
export async function openRepairJournal(dataFolder: string, folder: string): Promise<RepairJournal> {
  const known = await readJournal(dataFolder, folder);
  if (known !== undefined && !known.isDone) {
    throw new CliError("CLI_BAD_FILE", {
      message: `Cannot repair "${folder}" as an earlier repair of it was cut off`,
      hint: "Put the project back first: scan --fix --undo",
    });
  }
  let files: readonly JournalFile[] = [];
  let tree = emptyTree;
  const write = (isDone: boolean): Promise<void> => writeJournal(dataFolder, { folder, isDone, files, tree });
  return {
    async begin(changes) {
      const noted = new Map(files.map((each) => [each.file, each]));
      for (const { file, before, after } of changes) {
        const first = noted.get(file);
        const original = first === undefined ? (before ?? null) : first.before;
        noted.set(file, { file, before: original, after: after ?? null });
      }
      files = [...noted.values()];
      await write(false);
    },
    async forget(changes) {
      const back = new Map(changes.map(({ file, before }) => [file, before ?? null]));
      files = files.flatMap((each) => {
        const text = back.get(each.file);
        if (text === undefined) return [each];
        return text === each.before ? [] : [{ ...each, after: text }];
      });
      await write(false);
    },
    async beginLoose({ file, before = null, after = null }) {
      const first = files.find((each) => each.file === file);
      const noted = { file, before: first === undefined ? before : first.before, after, isLoose: true };
      files = [...files.filter((each) => each.file !== file), noted];
      await write(false);
    },
    async beginFolders(folders) {
      tree = noteFolders(tree, folders);
      await write(false);
    },
    async beginAside(paths) {
      tree = { ...tree, aside: paths };
      await write(false);
    },
    async forgetTree() {
      tree = { folders: tree.folders.filter(({ state }) => state.kind === "ended"), aside: [] };
      files = files.filter(({ isLoose }) => isLoose !== true);
      await write(false);
    },
    async endTree(digests) {
      tree = endFolders(tree, digests);
      await write(false);
    },
    finish: () => write(true),
  };
}

/**
 * Puts back, byte for byte, what the last repair of a project changed. A file that somebody edited since is left, and
 * then nothing is put back. Answers the files. Throws `CLI_BAD_FILE`.
 */
export async function undoRepair(dataFolder: string, folder: string): Promise<readonly string[]> {
  const journal = await readJournal(dataFolder, folder);
  if (journal === undefined) return [];
  const edited = new Set<string>();
  for (const { file, before, after, isLoose = false } of journal.files) {
    const now = (await readProjectText(folder, file)) ?? null;
    if (now === after || now === before) continue;
    edited.add(file);
    if (isLoose) continue;
    throw new CliError("CLI_BAD_FILE", {
      message: `Cannot put "${file}" back as it was edited since the repair`,
      hint: "Take that edit back first, or put the project back with git.",
    });
  }
  const texts = journal.files.filter(({ file }) => !edited.has(file));
  for (const { file, before } of texts) await writeProjectText(folder, file, before ?? undefined);
  const places = await undoTree(folder, journal.tree);
  await rm(pathOf(dataFolder, folder), { force: true });
  return [...texts.map(({ file }) => file), ...places];
}

async function readJournal(dataFolder: string, folder: string): Promise<Journal | undefined> {
  const path = pathOf(dataFolder, folder);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  const journal = parseJournal(text);
  if (journal !== undefined && journal.folder === folder) return journal;
  throw new CliError("CLI_BAD_FILE", {
    message: `Cannot read "${path}" as it is damaged: what the last repair did is not known`,
    hint: "Put the project back with git, then remove that file.",
  });
}

function parseJournal(text: string): Journal | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (!isObject(value) || value["schema"] !== schema || !Array.isArray(value["files"])) return undefined;
  const { folder, isDone } = value;
  const files = value["files"].map(parseFile).filter((file) => file !== undefined);
  const tree = value["tree"] === undefined ? emptyTree : parseTree(value["tree"]);
  if (typeof folder !== "string" || typeof isDone !== "boolean" || tree === undefined) return undefined;
  return files.length === value["files"].length ? { folder, isDone, files, tree } : undefined;
}

function parseFile(value: unknown): JournalFile | undefined {
  if (!isObject(value)) return undefined;
  const { file, before, after, isLoose } = value;
  return typeof file === "string" && isTextOrNull(before) && isTextOrNull(after)
    ? { file, before, after, isLoose: isLoose === true }
    : undefined;
}

function isTextOrNull(value: unknown): value is string | null {
  return typeof value === "string" || value === null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function writeJournal(dataFolder: string, journal: Journal): Promise<void> {
  const path = pathOf(dataFolder, journal.folder);
  // Settings that were changed may hold credentials.
  await mkdir(join(dataFolder, "repairs"), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, `${JSON.stringify({ schema, ...journal })}\n`, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}

function pathOf(dataFolder: string, folder: string): string {
  const key = createHash("sha256").update(folder).digest("hex").slice(0, 32);
  return join(dataFolder, "repairs", `${key}.json`);
}
