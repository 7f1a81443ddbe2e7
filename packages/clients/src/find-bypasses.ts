import { join } from "node:path";
import type { Bypass } from "./bypass.ts";
import type { ClientCache } from "./caches.ts";
import { cacheBypasses } from "./caches.ts";
import { clientBypasses } from "./client-bypasses.ts";
import { connectionBypasses } from "./connection-bypasses.ts";
import { declaredBypasses } from "./declared-bypasses.ts";
import { ClientsError } from "./errors.ts";
import type { LockedFile } from "./locked-bypasses.ts";
import { lockedBypasses } from "./locked-bypasses.ts";
import { cooldownBypasses } from "./own-cooldown.ts";
import { scriptBypasses } from "./own-scripts.ts";
import { projectFileBypasses } from "./project-files.ts";
import { readBounded } from "./read-bounded.ts";
import type { ClientSettings } from "./read-settings.ts";
import { registryBypasses } from "./registry-bypasses.ts";
import type { ClientPlace } from "./settings-files.ts";
import { findYarnLockVersion, migrationBypasses } from "./yarn-migration.ts";
import { projectFolders } from "./settings-files.ts";
import type { Exists } from "./project-roots.ts";

/** Everything that is looked at for ways past the firewall. */
export interface BypassSearch {
  readonly settings: ClientSettings;
  readonly place: ClientPlace;
  /** The firewall's address. */
  readonly firewall: string;
  /** npm's default registry, from the library that knows it. */
  readonly defaultRegistry: string;
  readonly lockfiles: readonly LockedFile[];
  readonly caches: readonly ClientCache[];
  readonly exists: Exists;
}

const order = { open: 0, doubtful: 1, noted: 2 } as const;

/** Finds the ways past the firewall for one client, those that are open first. Throws only what the disk does. */
export async function findBypasses(search: BypassSearch): Promise<readonly Bypass[]> {
  const { settings, place, firewall, defaultRegistry, lockfiles, caches, exists } = search;
  const folders = projectFolders(place);
  const found = [
    ...registryBypasses(settings, firewall),
    ...connectionBypasses(settings, place.env),
    ...clientBypasses(settings),
    ...(await projectFileBypasses(settings.client, folders, exists)),
    ...scriptBypasses(settings),
    ...migrationBypasses(settings, await findYarnLockVersion(folders)),
    ...cooldownBypasses(settings),
    ...lockedBypasses(lockfiles, { settings, firewall, defaultRegistry }),
    ...(await Promise.all(folders.map((each) => readDeclared(join(each, "package.json"))))).flat(),
    ...cacheBypasses(settings, caches),
  ];
  return found.toSorted((left, right) => order[left.weight] - order[right.weight]);
}

async function readDeclared(manifest: string): Promise<readonly Bypass[]> {
  try {
    return declaredBypasses(manifest, (await readBounded(manifest)) ?? "");
  } catch (error) {
    // That it cannot be read is told with the settings.
    if (error instanceof ClientsError) return [];
    throw error;
  }
}
