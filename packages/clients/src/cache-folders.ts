import { isAbsolute, join } from "node:path";

import { unreachable } from "@lockkeeper/core";

import type { ClientKind } from "./client-kind.ts";
import type { ClientPlace } from "./settings-files.ts";

/** Whose home, environment and system decide where a client keeps its cache. */
export type CachePlace = Pick<ClientPlace, "home" | "env" | "platform" | "isRoot">;

/**
 * The folder in which a client keeps what it downloaded, unless a settings file says another: npm's cache, pnpm's store
 * (its versions lie in it), Yarn's and Bun's caches. Variables of the environment count.
 */
export function findCacheFolder(kind: ClientKind, place: CachePlace): string {
  const { home, env } = place;
  switch (kind) {
    case "npm":
      return absolute(env["npm_config_cache"]) ?? absolute(env["NPM_CONFIG_CACHE"]) ?? join(home, ".npm");
    case "pnpm":
      return pnpmStore(place);
    case "yarn-classic":
      return absolute(env["YARN_CACHE_FOLDER"]) ?? yarnClassicCache(place);
    case "yarn-berry":
      return absolute(env["YARN_GLOBAL_FOLDER"]) ?? join(home, ".yarn", "berry");
    case "bun":
      return absolute(env["BUN_INSTALL_CACHE_DIR"]) ?? join(bunFolder(place), "install", "cache");
    default:
      return unreachable(kind);
  }
}

/** Bun's own folder. */
export function bunFolder({ home, env }: CachePlace): string {
  const xdg = absolute(env["XDG_CACHE_HOME"]);
  return absolute(env["BUN_INSTALL"]) ?? join(xdg ?? home, ".bun");
}

/** pnpm's store, unless settings name another. */
export function pnpmStore({ home, env, platform }: CachePlace): string {
  const own = absolute(env["PNPM_HOME"]);
  if (own !== undefined) return join(own, "store");
  const data = absolute(env["XDG_DATA_HOME"]);
  if (data !== undefined) return join(data, "pnpm", "store");
  if (platform === "darwin") return join(home, "Library", "pnpm", "store");
  if (platform === "win32") return join(absolute(env["LOCALAPPDATA"]) ?? home, "pnpm", "store");
  return join(home, ".local", "share", "pnpm", "store");
}

/** The cache of Yarn 1, unless settings name another. */
export function yarnClassicCache({ home, env, platform, isRoot }: CachePlace): string {
  if (platform === "darwin") return join(home, "Library", "Caches", "Yarn");
  if (platform === "win32") return join(absolute(env["LOCALAPPDATA"]) ?? home, "Yarn", "Cache");
  const own = absolute(env["XDG_CACHE_HOME"]);
  if (own !== undefined) return join(own, "yarn");
  // The administrator's Yarn 1 keeps its cache outside the home folder.
  return isRoot === true ? "/usr/local/share/.cache/yarn" : join(home, ".cache", "yarn");
}

/** A path that is absolute; `undefined` for any other, which would count from wherever the command was started. */
export function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}
