import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import { isThere } from "../bounded-file.ts";
import type { Environment } from "../environment.ts";

/**
 * Folders in which the clients keep what is installed for all projects, and what their runners fetched: those that are
 * there. `programFile` is the running Node, beside which npm installs unless it is told otherwise.
 */
export async function findGlobalFolders(
  { env, homeFolder, platform }: Pick<Environment, "env" | "homeFolder" | "platform">,
  programFile: string,
): Promise<readonly string[]> {
  const prefix = env["npm_config_prefix"] ?? env["PREFIX"] ?? dirname(dirname(programFile));
  const data = env["XDG_DATA_HOME"] ?? join(homeFolder, ".local", "share");
  const config = env["XDG_CONFIG_HOME"] ?? join(homeFolder, ".config");
  const cache = env["XDG_CACHE_HOME"] ?? join(homeFolder, ".cache");
  const npmCache = env["npm_config_cache"] ?? join(homeFolder, ".npm");
  const fixed = [
    platform === "win32" ? join(env["APPDATA"] ?? homeFolder, "npm") : join(prefix, "lib"),
    join(config, "yarn", "global"),
    join(env["BUN_INSTALL"] ?? join(homeFolder, ".bun"), "install", "global"),
  ];
  const lists = [
    join(npmCache, "_npx"),
    join(cache, "pnpm", "dlx"),
    join(env["PNPM_HOME"] ?? join(data, "pnpm"), "global"),
  ];
  const listed = (await Promise.all(lists.map(listFolders))).flat();
  const there = await Promise.all(fixed.map(async (folder) => ((await isThere(folder)) ? [folder] : [])));
  return [...there.flat(), ...listed];
}

async function listFolders(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return [];
  }
}
