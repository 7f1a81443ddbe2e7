import { isAbsolute, join, relative, sep } from "node:path";

import { findCacheFolder } from "@lockkeeper/clients";
import type { CachePlace } from "@lockkeeper/clients";
import type { LockfileKind } from "@lockkeeper/lockfile";

import type { Environment } from "../../environment.ts";
import type { NpmCache } from "../npm-cache.ts";
import { openPackedBun } from "./packed-bun.ts";
import type { PackedPackages } from "./packed-package.ts";
import { openPackedPnpm } from "./packed-pnpm.ts";
import { openPackedNpm } from "./packed-tarball.ts";
import { openPackedYarnBerry, openPackedYarnClassic } from "./packed-yarn.ts";
import { openYarnArchives } from "./yarn-archives.ts";

/** Where the caches of clients are looked for. */
export interface PackedOptions {
  readonly folder: string;
  readonly source: LockfileKind;
  readonly place: CachePlace | undefined;
  readonly npmCache: NpmCache | undefined;
  /** The store that pnpm wrote down for this tree, which is foreign. */
  readonly storeFolder: string | undefined;
}

/** Opens what the client of a tree keeps of packages; `undefined` where it keeps nothing that can be compared. */
export async function openPacked(options: PackedOptions): Promise<PackedPackages | undefined> {
  const { folder, source, place, npmCache } = options;
  if (source === "npm") return npmCache === undefined ? undefined : openPackedNpm(npmCache);
  if (place === undefined) return undefined;
  if (source === "pnpm") return await openPackedPnpm(storeOf(options) ?? findCacheFolder("pnpm", place));
  const cache = findCacheFolder(source, place);
  if (source === "yarn-classic") return openPackedYarnClassic(cache);
  if (source === "bun") return openPackedBun(cache);
  return openPackedYarnBerry(openYarnArchives([join(folder, ".yarn", "cache"), join(cache, "cache")]));
}

/** Security: what a project brings along would vouch for itself. */
function storeOf({ folder, storeFolder }: PackedOptions): string | undefined {
  if (storeFolder === undefined || !isAbsolute(storeFolder)) return undefined;
  const parts = /^(.{1,4000})[/\\]v\d{1,3}$/.exec(storeFolder);
  const inside = relative(folder, storeFolder);
  const isOutside = inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  return isOutside ? parts?.[1] : undefined;
}

/** Where the clients of this user keep what they downloaded. */
export function cachePlaceOf({ env, homeFolder, platform }: Environment): CachePlace {
  return { env, home: homeFolder, platform, isRoot: process.getuid?.() === 0 };
}
