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
  /** The parent of any process; `undefined` where the system does not tell. */
  readonly parentOf: (pid: number) => number | undefined;
}

/**
 * Answers whether the process that started this one is gone. npm starts scripts through a shell, which lives on when
 * npm is killed; so there the shell's own parent, npm, is watched as well.
 */
export function createParentWatch({
  parent,
  parentNow,
  isRunByNpm,
  parentOf,
}: ParentWatchParts): () => boolean {
  const npm = isRunByNpm ? parentOf(parent) : undefined;
  // 1 is the system's first process, or npm itself in a container: neither is a terminal that could close.
  if (parent <= 1) return () => false;
  return () => {
    if (parentNow() !== parent || !isAlive(parent)) return true;
    return npm !== undefined && npm > 1 && parentOf(parent) !== npm;
  };
}

/** The parent of a process as Linux tells it; `undefined` elsewhere, and for a process that is gone. */
export function readParentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in parentheses may hold anything; what follows its last one is: state, parent, …
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ", 2)[1]);
    return Number.isSafeInteger(parent) ? parent : undefined;
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
