import { readFileSync } from "node:fs";

import { systemErrorCode } from "@lockkeeper/core";

/** What a watch works with. */
export interface ParentWatchParts {
  /** The number of the process that started this one, as it was at the start. */
  readonly parent: number;
  /** The same, as it is now. */
  readonly parentNow: () => number;
  /** Whether npm runs this process as a script. */
  readonly isRunByNpm: boolean;
  /** A process's name and parent; `undefined` where the system does not tell. */
  readonly look: (pid: number) => ProcessLook | undefined;
}

/** What the system tells of a process. */
export interface ProcessLook {
  readonly name: string;
  readonly parent: number;
}

const shells = new Set(["sh", "dash", "bash", "ash", "zsh", "ksh"]);

/**
 * Answers whether the process that started this one is gone. npm starts scripts through a shell; where that does not
 * give way to the script, it lives on when npm is killed, so its own parent, npm, is watched as well.
 */
export function createParentWatch({ parent, parentNow, isRunByNpm, look }: ParentWatchParts): () => boolean {
  const shell = isRunByNpm ? look(parent) : undefined;
  const npm = shell !== undefined && shells.has(shell.name) ? shell.parent : undefined;
  // 1 is the system's first process, or npm itself in a container: neither is a terminal that could close.
  if (parent <= 1) return () => false;
  return () => {
    if (parentNow() !== parent || !isAlive(parent)) return true;
    return npm !== undefined && npm > 1 && look(parent)?.parent !== npm;
  };
}

/** Looks at a process as Linux tells of it; `undefined` elsewhere, and for a process that is gone. */
export function lookAtProcess(pid: number): ProcessLook | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in parentheses may hold anything; what follows its last one is: state, parent, …
    const end = stat.lastIndexOf(")");
    const parent = Number(stat.slice(end + 2).split(" ", 2)[1]);
    return Number.isSafeInteger(parent)
      ? { name: stat.slice(stat.indexOf("(") + 1, end), parent }
      : undefined;
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}

/** Windows keeps telling the number of a parent that is gone, so the number itself is asked. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) !== "ESRCH";
  }
}
