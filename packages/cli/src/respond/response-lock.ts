import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";
import { isProcessAlive } from "@lockkeeper/store";

import { CliError } from "../errors.ts";
import { incidentsFolder } from "./case-folder.ts";

/** What only one process at a time may respond to. */
export interface ResponseTurn {
  readonly dataFolder: string;
  readonly subjectId: string;
}

/**
 * Does the work of a response alone: two that write one journal break its chain, and two repairs of one lockfile undo
 * each other. What a killed process left behind does not count. Throws `CLI_USAGE` where another one is at it.
 */
export async function* takeTurn<Item>(
  { dataFolder, subjectId }: ResponseTurn,
  work: () => AsyncIterable<Item>,
): AsyncIterable<Item> {
  const folder = incidentsFolder(dataFolder);
  const path = join(folder, `${subjectId}.lock`);
  await makeFolder(folder);
  if (!(await tryTake(path))) {
    if (await isHeld(path)) throw busy(subjectId, path);
    await rm(path, { force: true });
    if (!(await tryTake(path))) throw busy(subjectId, path);
  }
  try {
    yield* work();
  } finally {
    await rm(path, { force: true });
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new CliError("CLI_BAD_FILE", {
      message: `Cannot write "${folder}" as the system refuses: ${systemErrorCode(cause) ?? String(cause)}`,
      hint: "A response keeps its journal and evidence in the data folder: name one that you may write to with --data.",
      cause,
    });
  }
}

async function tryTake(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** A lock without a number is one that is being written. */
async function isHeld(path: string): Promise<boolean> {
  try {
    const pid = await readFile(path, "utf8");
    if (!/^[1-9]\d{0,9}$/.test(pid)) return true;
    if (Number(pid) !== process.pid) return isProcessAlive(Number(pid));
    // In a container every start has the same number: locks from before this start are not ours.
    return (await stat(path)).mtimeMs >= performance.timeOrigin;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return false;
    throw error;
  }
}

function busy(subjectId: string, path: string): CliError {
  return new CliError("CLI_USAGE", {
    message: `Cannot respond to ${subjectId} as another response to it is running`,
    hint: `Wait for it, or answer what it asks. If none is running, remove ${path}`,
  });
}
