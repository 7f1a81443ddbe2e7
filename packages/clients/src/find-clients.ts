import { access, constants, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { systemErrorCode } from "@lockkeeper/core";
import type { ClientCommand } from "./client-kind.ts";
import { userPath } from "./user-environment.ts";

/** A client's program on the search path. */
export interface FoundClient {
  readonly command: ClientCommand;
  /** Absolute. */
  readonly file: string;
}

/** Where programs are looked for. */
export interface SearchPath {
  /** The value of `PATH`. */
  readonly path: string;
  /** The value of `PATHEXT`; empty where file names have no meaning. */
  readonly extensions: string;
}

const commands: readonly ClientCommand[] = ["npm", "pnpm", "yarn", "bun"];
const maxFolders = 200;

/**
 * The first program of each client on the search path. Relative folders and those of packages' programs are passed over,
 * since a project could fill them.
 */
export async function findClients({ path, extensions }: SearchPath): Promise<readonly FoundClient[]> {
  const folders = userPath(path).split(delimiter).filter(isAbsolute).slice(0, maxFolders);
  const suffixes = extensions === "" ? [""] : extensions.split(";", 20);
  const found = await Promise.all(
    commands.map(async (command) => ({ command, file: await findProgram(command, folders, suffixes) })),
  );
  return found.flatMap(({ command, file }) => (file === undefined ? [] : [{ command, file }]));
}

async function findProgram(
  command: ClientCommand,
  folders: readonly string[],
  suffixes: readonly string[],
): Promise<string | undefined> {
  for (const folder of folders) {
    for (const suffix of suffixes) {
      const file = join(folder, `${command}${suffix.toLowerCase()}`);
      if (await isProgram(file)) return file;
    }
  }
  return undefined;
}

const noProgramCodes = new Set(["ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP", "ENAMETOOLONG"]);

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch (error) {
    if (noProgramCodes.has(systemErrorCode(error) ?? "")) return false;
    throw error;
  }
}
