import { rm } from "node:fs/promises";
import { join, posix, win32 } from "node:path";

import type { Environment } from "./environment.ts";

/** Yarn Berry's global folder as the user has it. */
export function berryFolderOf({ env, platform, homeFolder }: Environment): string {
  const named = env["YARN_GLOBAL_FOLDER"];
  if (named !== undefined && named !== "") return named;
  const local = env["LOCALAPPDATA"];
  if (platform === "win32") {
    return win32.join(local ?? win32.join(homeFolder, "AppData", "Local"), "Yarn", "Berry");
  }
  const data = env["XDG_DATA_HOME"];
  return data !== undefined && data !== ""
    ? posix.join(data, "yarn", "berry")
    : join(homeFolder, ".yarn", "berry");
}

/** Yarn Berry takes an exact version from the packuments that it keeps without asking; it makes the folder anew. */
export async function emptyBerryMetadata(berryFolder: string): Promise<void> {
  await rm(join(berryFolder, "metadata"), { recursive: true, force: true, maxRetries: 5 });
}
