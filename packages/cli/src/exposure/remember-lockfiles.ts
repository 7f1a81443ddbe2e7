import { dirname, join, relative, sep } from "node:path";

import type { ExposedPlace } from "@lockkeeper/exposure";
import { LockfileError, lockfileLimits, parseNamedLockfile } from "@lockkeeper/lockfile";
import type { LockedPackage } from "@lockkeeper/lockfile";
import type { Inventory, InventoryKey } from "@lockkeeper/store";

import { kindOfName } from "../scan/project-files.ts";
import { tryReadFile } from "../scan/try-read-file.ts";
import { createPlaces } from "./evidence-places.ts";
import type { EvidenceTree } from "./evidence-tree.ts";

/** What remembering the lockfiles of some folders changed. */
export interface RememberedLockfiles {
  readonly lockfiles: number;
  readonly packages: number;
  readonly added: number;
  readonly removed: number;
  /** Those that could not be read: what they held before still stands. */
  readonly unread: number;
}

/**
 * Keeps what the lockfiles below the folders pin at that moment. A lockfile that is gone holds nothing from now on; one
 * that cannot be read changes nothing.
 */
export async function rememberLockfiles(
  tree: EvidenceTree,
  inventory: Inventory,
  at: number,
): Promise<RememberedLockfiles> {
  const total = { lockfiles: 0, packages: 0, added: 0, removed: 0, unread: 0 };
  const placeOf = createPlaces(tree);
  for (const { path, name } of tree.files) {
    if (kindOfName(name) !== "lockfile") continue;
    const packages = await tryReadLocked(path);
    total.lockfiles += 1;
    if (packages === undefined) total.unread += 1;
    else note(inventory.remember({ ...keyOf(placeOf(dirname(path)), path), at, packages }));
  }
  for (const key of inventory.sourcesOf("lockfile").filter(createGoneCheck(tree))) {
    note(inventory.remember({ ...key, at, packages: [] }));
  }
  return total;

  function note(outcome: ReturnType<Inventory["remember"]>): void {
    if (outcome.kind === "older") return;
    total.packages += outcome.held;
    total.added += outcome.added;
    total.removed += outcome.removed;
  }
}

function keyOf({ kind, id }: ExposedPlace, path: string): InventoryKey {
  const ref = relative(id, path).split(sep).join("/");
  return { placeKind: kind, place: id, channel: "lockfile", ref };
}

/** Whether a lockfile that was remembered would have been seen by the walk, and was not. */
function createGoneCheck({
  files,
  folders,
  closed,
  unlisted,
  roots,
}: EvidenceTree): (key: InventoryKey) => boolean {
  const there = new Set(files.map(({ path }) => path));
  const unseen = new Set([...unlisted, ...closed].map(({ path }) => path));
  const listed = new Set(folders.map(({ path }) => path));
  return ({ place, ref }) => {
    const path = join(place, ref);
    if (there.has(path)) return false;
    for (let at = path; ; at = dirname(at)) {
      if (unseen.has(at)) return false;
      if (roots.includes(at)) return listed.has(at);
      if (at === dirname(at)) return false;
    }
  };
}

async function tryReadLocked(path: string): Promise<readonly LockedPackage[] | undefined> {
  const bytes = await tryReadFile(path, lockfileLimits.maxBytes);
  if (bytes === undefined) return undefined;
  try {
    return parseNamedLockfile(path, bytes).packages.filter(({ kind }) => kind !== "workspace");
  } catch (error) {
    // What it is about is told by the channel that reads lockfiles.
    if (error instanceof LockfileError) return undefined;
    throw error;
  }
}
