import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import { definitionKindOf } from "./definition-file.ts";
import type { DefinitionFile } from "./definition-file.ts";
import { secretLimits } from "./secret-in-reach.ts";
import type { SecretGap } from "./secret-in-reach.ts";

/** The definitions of pipelines in a working tree, as they are now. */
export interface ReadDefinitions {
  readonly files: readonly DefinitionFile[];
  readonly gaps: readonly SecretGap[];
}

/** Folders in which definitions lie; the first is the repository's own. */
const folders: readonly { readonly folder: string; readonly depth: number }[] = [
  { folder: "", depth: 0 },
  { folder: ".github/workflows", depth: 0 },
  { folder: ".github/actions", depth: 3 },
  { folder: ".gitlab", depth: 3 },
  { folder: ".circleci", depth: 0 },
  { folder: ".buildkite", depth: 0 },
  { folder: ".woodpecker", depth: 0 },
  { folder: ".gitea/workflows", depth: 0 },
  { folder: ".forgejo/workflows", depth: 0 },
];
const absentCodes: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR"]);

/** Reads the definitions of a repository's pipelines from its working tree. Links are not followed. Never throws for what lies there. */
export async function readDefinitions(repository: string): Promise<ReadDefinitions> {
  const files: DefinitionFile[] = [];
  const gaps: SecretGap[] = [];
  for (const { folder, depth } of folders) await readFolder(folder, depth);
  return { files, gaps };

  async function readFolder(folder: string, depth: number): Promise<void> {
    const entries = await orGap(
      folder,
      async () => await readdir(join(repository, folder), { withFileTypes: true }),
    );
    for (const entry of entries ?? []) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && depth > 0) await readFolder(path, depth - 1);
      if (!entry.isFile() || definitionKindOf(path) === undefined) continue;
      if (files.length >= secretLimits.maxFiles) return;
      const text = await orGap(path, async () => await readText(path));
      if (text !== undefined) files.push({ path, text });
    }
  }

  async function readText(path: string): Promise<string | undefined> {
    const { size } = await lstat(join(repository, path));
    if (size <= secretLimits.maxCharacters) return await readFile(join(repository, path), "utf8");
    gaps.push({ ref: path, message: "it is larger than a definition may be" });
    return undefined;
  }

  async function orGap<Value>(path: string, read: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await read();
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === undefined) throw error;
      if (!absentCodes.has(code)) gaps.push({ ref: path, message: `the system refuses: ${code}` });
      return undefined;
    }
  }
}
