import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import { CliError } from "../errors.ts";
import { isLockHeld, tryTakeLock } from "../lock-file.ts";
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
  if (!(await tryTakeLock(path, process.pid))) {
    if (await isLockHeld(path, process.pid)) throw busy(subjectId, path);
    await rm(path, { force: true });
    if (!(await tryTakeLock(path, process.pid))) throw busy(subjectId, path);
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

function busy(subjectId: string, path: string): CliError {
  return new CliError("CLI_USAGE", {
    message: `Cannot respond to ${subjectId} as another response to it is running`,
    hint: `Wait for it, or answer what it asks. If none is running, remove ${path}`,
  });
}
