import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";
import { chainEntry, foldJournal, parseJournal, renderEntry } from "@lockkeeper/respond";
import type { CustodyFile, JournalEntry, JournalEvent, JournalState, StepId } from "@lockkeeper/respond";

import { namesInFolder } from "../names-in-folder.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";

/** The folder of one incident below the data folder: its journal, evidence and reports. */
export interface CaseFolder {
  readonly id: string;
  /** Absolute. */
  readonly root: string;
  state(): JournalState;
  entries(): readonly JournalEntry[];
  /** Adds an event to the journal; it is on the disk when this resolves. */
  note(event: JournalEvent): Promise<void>;
  /** Whether an action of a step is noted. */
  has(step: StepId, key: string): boolean;
  /** Writes a file at once and answers what the journal says of it. */
  write(path: string, content: string | Uint8Array): Promise<CaseFile>;
  /** Reads a file that the journal vouches for. Throws `CLI_BAD_FILE` where it is not what was written. */
  readNoted(step: StepId, key: string): Promise<string>;
}

/** A file of an incident as it was written. */
export type CaseFile = Pick<CustodyFile, "path" | "sha256" | "size">;

const journalName = "journal.jsonl";

/** The folder of the data folder with all incidents. */
export function incidentsFolder(dataFolder: string): string {
  return join(dataFolder, "incidents");
}

/** Makes the folder of a new incident; a second one of the same minute has another name. */
export async function createCase(
  dataFolder: string,
  subjectId: string,
  environment: Environment,
): Promise<CaseFolder> {
  const stamp = new Date(environment.clock.now())
    .toISOString()
    .slice(0, 16)
    .replace(/[-:]/g, "")
    .toLowerCase();
  await mkdir(incidentsFolder(dataFolder), { recursive: true, mode: 0o700 });
  for (let count = 1; ; count += 1) {
    const id = `${subjectId}-${stamp}z${count === 1 ? "" : `-${String(count)}`}`;
    const root = join(incidentsFolder(dataFolder), id);
    try {
      await mkdir(root, { mode: 0o700 });
      return openedCase({ id, root, entries: [] }, environment);
    } catch (error) {
      if (systemErrorCode(error) !== "EEXIST") throw error;
    }
  }
}

/** Opens an incident that was begun; a line that was being written is taken off. Throws `RESPOND_BAD_JOURNAL`. */
export async function openCase(
  dataFolder: string,
  id: string,
  environment: Environment,
): Promise<CaseFolder | undefined> {
  const root = join(incidentsFolder(dataFolder), id);
  const path = join(root, journalName);
  const bytes = await tryRead(path);
  if (bytes === undefined) return undefined;
  const { entries, wholeBytes } = parseJournal(bytes);
  if (wholeBytes < bytes.length) await truncate(path, wholeBytes);
  return openedCase({ id, root, entries }, environment);
}

/** The incidents that were begun and not closed, the newest last. A journal that cannot be read counts as unfinished. */
export async function listUnfinished(
  dataFolder: string,
  subjectId: string | undefined,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const id of await namesInFolder(incidentsFolder(dataFolder))) {
    if (subjectId !== undefined && !isOf(id, subjectId)) continue;
    const bytes = await tryRead(join(incidentsFolder(dataFolder), id, journalName));
    if (bytes === undefined || bytes.length === 0) continue;
    if (!foldJournal(parseJournal(bytes).entries).isClosed) found.push(id);
  }
  return found.toSorted((left, right) => stampOf(left).localeCompare(stampOf(right)));
}

const idForm = /^(.+)-(\d{8}t\d{4}z(?:-\d+)?)$/;

function isOf(id: string, subjectId: string): boolean {
  return idForm.exec(id)?.[1] === subjectId;
}

/** What an incident is about, by the name of its folder. */
export function subjectOfCase(id: string): string {
  return idForm.exec(id)?.[1] ?? id;
}

function stampOf(id: string): string {
  return idForm.exec(id)?.[2] ?? "";
}

function openedCase(
  {
    id,
    root,
    entries: known,
  }: { readonly id: string; readonly root: string; readonly entries: readonly JournalEntry[] },
  { clock }: Environment,
): CaseFolder {
  const entries: JournalEntry[] = [...known];
  const keys = new Set(
    entries.flatMap(({ event }) => (event.kind === "did" ? [keyOf(event.step, event.key)] : [])),
  );
  let state = foldJournal(entries);

  async function note(event: JournalEvent): Promise<void> {
    const entry = chainEntry(entries.at(-1), event, clock.now());
    const file = await open(join(root, journalName), "a", 0o600);
    try {
      await file.appendFile(renderEntry(entry));
      await file.datasync();
    } finally {
      await file.close();
    }
    entries.push(entry);
    if (event.kind === "did") keys.add(keyOf(event.step, event.key));
    state = foldJournal(entries);
  }

  return {
    id,
    root,
    state: () => state,
    entries: () => entries,
    note,
    has: (step, key) => keys.has(keyOf(step, key)),
    async write(path, content) {
      const target = join(root, ...path.split("/"));
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await writeFile(`${target}.new`, content, { mode: 0o600, flush: true });
      await rename(`${target}.new`, target);
      const bytes = typeof content === "string" ? Buffer.from(content) : content;
      return { path, sha256: sha256Of(bytes), size: bytes.length };
    },
    async readNoted(step, key) {
      const action = state.steps.get(step)?.actions.find((each) => each.key === key);
      const path = action?.file?.path;
      const bytes = path === undefined ? undefined : await tryRead(join(root, ...path.split("/")));
      if (bytes !== undefined && sha256Of(bytes) === action?.file?.sha256) return bytes.toString("utf8");
      throw new CliError("CLI_BAD_FILE", {
        message: `Cannot go on with the response as "${path ?? key}" is not what the journal says`,
        hint: "Begin anew with --restart; what was kept stays where it is.",
      });
    },
  };
}

function keyOf(step: StepId, key: string): string {
  return JSON.stringify([step, key]);
}

/** SHA-256 in hexadecimal digits. */
export function sha256Of(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function tryRead(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT" || systemErrorCode(error) === "ENOTDIR") return undefined;
    throw error;
  }
}
