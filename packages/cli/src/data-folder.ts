import { join, posix, resolve, win32 } from "node:path";

import type { Environment } from "./environment.ts";

/** The data folder: the flag, else LOCKKEEPER_DATA, else the platform's place for a user's data. */
export function dataFolderOf(flag: string | undefined, environment: Environment): string {
  const named = flag ?? nonEmpty(environment.env["LOCKKEEPER_DATA"]);
  return named === undefined ? userDataFolder(environment) : resolve(environment.cwd, named);
}

function userDataFolder({ env, platform, homeFolder }: Environment): string {
  if (platform === "win32") {
    return win32.join(
      nonEmpty(env["LOCALAPPDATA"]) ?? win32.join(homeFolder, "AppData", "Local"),
      "lockkeeper",
    );
  }
  if (platform === "darwin") return join(homeFolder, "Library", "Application Support", "lockkeeper");
  const xdg = nonEmpty(env["XDG_DATA_HOME"]);
  // The XDG base directory specification says to ignore relative paths.
  const base = xdg !== undefined && posix.isAbsolute(xdg) ? xdg : join(homeFolder, ".local", "share");
  return join(base, "lockkeeper");
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
