import { join } from "node:path";

import { renderInstant } from "@lockkeeper/core";
import { definitionKindOf, ExposureError } from "@lockkeeper/exposure";
import type { DefinitionFile } from "@lockkeeper/exposure";

import { isThere } from "../bounded-file.ts";
import type { Environment } from "../environment.ts";
import { createGitRunner } from "../exposure/git-process.ts";

const maxBytes = 1_000_000;
const maxFiles = 400;

/**
 * The definitions of a repository's pipelines as the checked-out branch had them at a time, out of git; `undefined` where
 * there is no repository, no commit of before, or git cannot be asked.
 */
export async function readPastDefinitions(
  root: string,
  at: number,
  environment: Environment,
): Promise<readonly DefinitionFile[] | undefined> {
  const gitFolder = join(root, ".git");
  if (!(await isThere(gitFolder))) return undefined;
  const git = createGitRunner(environment);
  const ask = async (args: readonly string[]): Promise<string> => await textOf(git.run({ gitFolder, args }));
  try {
    const commit = (await ask(["rev-list", "-1", `--before=${renderInstant(at)}`, "HEAD"])).trim();
    if (!/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
    const names = (await ask(["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit])).split("\0");
    const files: DefinitionFile[] = [];
    for (const path of names.filter((name) => definitionKindOf(name) !== undefined).slice(0, maxFiles)) {
      files.push({ path, text: await ask(["cat-file", "blob", `${commit}:${path}`]) });
    }
    return files;
  } catch (error) {
    if (error instanceof ExposureError) return undefined;
    throw error;
  }
}

const maxListing = 64_000_000;

async function textOf(output: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of output) {
    size += chunk.length;
    if (size > maxListing) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8").slice(0, Math.max(maxBytes, size));
}
