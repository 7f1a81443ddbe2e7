import { readFile, stat } from "node:fs/promises";

import { systemErrorCode } from "@lockkeeper/core";

import { CliError } from "./errors.ts";

/** What a file that the user named is for, and how large it may be. */
export interface FileUse {
  /** As in `Cannot use "x" as <what>`. */
  readonly what: string;
  readonly maxBytes: number;
  /** What to do about a path that leads nowhere. */
  readonly hint: string;
}

/** Reads a text file that must be there. Throws `CLI_BAD_FILE` when it is none, too large, or cannot be read. */
export async function readBoundedFile(path: string, { what, maxBytes, hint }: FileUse): Promise<string> {
  try {
    const stats = await stat(path);
    if (stats.isFile() && stats.size <= maxBytes) return await readFile(path, "utf8");
    const why = stats.isFile()
      ? `it is too large: ${stats.size} bytes of at most ${maxBytes}`
      : "it is no file";
    throw new CliError("CLI_BAD_FILE", { message: `Cannot use "${path}" as ${what} as ${why}` });
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw new CliError("CLI_BAD_FILE", {
      message: `Cannot read "${path}" as the system refuses: ${systemErrorCode(cause) ?? String(cause)}`,
      hint,
      cause,
    });
  }
}

/** Whether something is at a path that nobody named. What cannot be looked at is there: whoever reads it reports it. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return false;
    return true;
  }
}
