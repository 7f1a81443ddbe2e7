import { access, mkdir, realpath, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";

import { DrillError } from "../errors.ts";
import { linuxArtefacts } from "./artefact-list.ts";
import type { Artefact } from "./artefact-list.ts";

/**
 * Plants inert artefacts of campaigns in a folder that stands for the disk of a machine. The folder must lie below the system's
 * temporary folder and hold a file `lockkeeper-drill-guard`. Answers what was planted. Throws `DRILL_BAD_OPTION`.
 */
export async function plantArtefacts(disk: string): Promise<readonly Artefact[]> {
  const folder = await refuseUninvited(disk);
  for (const { path, text } of linuxArtefacts) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return linuxArtefacts;
}

async function refuseUninvited(disk: string): Promise<string> {
  const folder = await realpath(disk);
  const isTemporary = folder.startsWith(`${await realpath(tmpdir())}${sep}`);
  try {
    await access(join(folder, "lockkeeper-drill-guard"));
    if (isTemporary) return folder;
  } catch (cause) {
    throw uninvited(disk, cause);
  }
  throw uninvited(disk);
}

function uninvited(disk: string, cause?: unknown): DrillError {
  return new DrillError("DRILL_BAD_OPTION", {
    message: `Cannot plant artefacts in "${disk}" as it is no temporary folder that invites it`,
    hint: "Make a folder below the system's temporary folder with a file lockkeeper-drill-guard in it.",
    cause,
  });
}
