import { chmod, lstat, mkdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import { CliError } from "../errors.ts";

const maxBytes = 64_000_000;

/**
 * Reads a file of a project as it is, byte order mark and line ends included; `undefined` where there is none, where it
 * is no regular file of the project's own, and where it is no UTF-8: such a file is not repaired.
 */
export async function readProjectText(folder: string, file: string): Promise<string | undefined> {
  const path = pathInside(folder, file);
  try {
    const stats = await lstat(path);
    if (!stats.isFile() || stats.size > maxBytes || !(await isOwn(folder, path))) return undefined;
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (error) {
    if (error instanceof TypeError || systemErrorCode(error) !== undefined) return undefined;
    throw error;
  }
}

/** Security: a folder of a workspace may be a link that leads out of the project. */
async function isOwn(folder: string, path: string): Promise<boolean> {
  const [root, inner] = [await realpath(folder), await realpath(dirname(path))];
  return inner === root || inner.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
}

/** Replaces a file's text at once and keeps its mode; `undefined` removes it. Throws `CLI_BAD_FILE`. */
export async function writeProjectText(
  folder: string,
  file: string,
  text: string | undefined,
): Promise<void> {
  const path = pathInside(folder, file);
  try {
    if (text === undefined) {
      await rm(path, { force: true });
      return;
    }
    const mode = await modeOf(path);
    await mkdir(dirname(path), { recursive: true });
    const temporary = `${path}.lockkeeper-new`;
    await rm(temporary, { force: true });
    await writeFile(temporary, text, { flag: "wx", flush: true });
    if (mode !== undefined) await chmod(temporary, mode);
    await rename(temporary, path);
  } catch (cause) {
    throw new CliError("CLI_BAD_FILE", {
      message: `Cannot write "${path}" as the system refuses: ${systemErrorCode(cause) ?? String(cause)}`,
      hint: "Check its permissions and those of its folder. `scan --fix --undo` puts back what was done so far.",
      cause,
    });
  }
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode & 0o7777;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Security: a workspace's folder is foreign text, and leads nowhere else. */
function pathInside(folder: string, file: string): string {
  const parts = file.split("/");
  const isInside = parts.every(
    (part) => part !== "" && part !== ".." && !part.includes("\\") && !part.includes("\0"),
  );
  if (isInside) return join(folder, ...parts);
  throw new CliError("CLI_BAD_FILE", {
    message: `Cannot edit ${JSON.stringify(file.slice(0, 200))} as it is not inside the project`,
  });
}
