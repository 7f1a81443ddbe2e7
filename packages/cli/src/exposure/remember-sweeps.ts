import { join } from "node:path";

import { parseSweepDocument, sweepMaxBytes } from "@lockkeeper/exposure";
import type { SweepDocument, SweptPackage } from "@lockkeeper/exposure";
import type { Inventory } from "@lockkeeper/store";
import { sweepFolderOf } from "@lockkeeper/store";

import { namesInFolder } from "../names-in-folder.ts";
import { tryReadFile } from "../scan/try-read-file.ts";

/** The end of a result's name: the time of the sweep and a digest. */
const nameEnd = /-\d{14}-[0-9a-f]+\.jsonl$/;

/**
 * Keeps what the newest result of each host lists in the inventory. `done` holds the names that were looked at by this
 * process. What cannot be read is told by the channel of sweeps.
 */
export async function rememberSweeps(
  dataFolder: string,
  inventory: Inventory,
  done: Set<string>,
): Promise<void> {
  const folder = sweepFolderOf(dataFolder);
  for (const name of newestOfHosts(await namesInFolder(folder, ".jsonl"))) {
    if (done.has(name)) continue;
    done.add(name);
    const bytes = await tryReadFile(join(folder, name), sweepMaxBytes);
    const reading = bytes === undefined ? undefined : parseSweepDocument(bytes);
    if (reading?.kind === "document") rememberPlaces(reading.document, inventory);
  }
}

function newestOfHosts(names: readonly string[]): readonly string[] {
  const newest = new Map<string, string>();
  for (const name of names.toSorted()) newest.set(name.replace(nameEnd, ""), name);
  return [...newest.values()];
}

/** A folder that a sweep does not name may not have been looked at, and stands as before. */
function rememberPlaces(
  { host, startedAt, packages, isComplete }: SweepDocument,
  inventory: Inventory,
): void {
  if (startedAt === undefined || !isComplete) return;
  const byPlace = new Map<string, SweptPackage[]>();
  for (const each of packages) {
    const found = byPlace.get(each.place);
    if (found === undefined) byPlace.set(each.place, [each]);
    else found.push(each);
  }
  for (const [ref, found] of byPlace) {
    inventory.remember({
      placeKind: "host",
      place: host,
      channel: "host-sweep",
      ref,
      at: startedAt,
      packages: found,
    });
  }
}
