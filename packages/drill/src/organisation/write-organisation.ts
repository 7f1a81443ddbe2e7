import { mkdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { renderFastImport } from "./fast-import.ts";
import type { Organisation, OrganisationFile, OrganisationRepository } from "./organisation.ts";

/** Runs git with these arguments in a folder and gives it a text; rejects when git fails. */
export type RunGit = (
  args: readonly string[],
  options: { readonly cwd: string; readonly input?: string },
) => Promise<void>;

/** Writes repositories and files into a folder that is there. The requests are for a ledger, and not written. */
export async function writeOrganisation(
  organisation: Organisation,
  folder: string,
  runGit: RunGit,
): Promise<void> {
  for (const file of organisation.files) await writeOne(folder, file);
  for (const repository of organisation.repositories) await writeRepository(folder, repository, runGit);
}

async function writeOne(folder: string, { path, content, modifiedAt }: OrganisationFile): Promise<void> {
  const place = join(folder, path);
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, content);
  if (modifiedAt === undefined) return;
  // A client that unpacks a package leaves the date in the folder too.
  for (const each of [place, dirname(place)]) await utimes(each, modifiedAt / 1000, modifiedAt / 1000);
}

async function writeRepository(
  folder: string,
  repository: OrganisationRepository,
  runGit: RunGit,
): Promise<void> {
  const place = join(folder, repository.folder);
  await mkdir(place, { recursive: true });
  await runGit(["init", "--quiet", "--initial-branch=main"], { cwd: place });
  await runGit(["fast-import", "--quiet"], { cwd: place, input: renderFastImport(repository) });
  await runGit(["reset", "--quiet", "--hard"], { cwd: place });
  if (repository.depth !== undefined) await makeShallow(place, repository.depth, runGit);
  for (const [path, text] of Object.entries(repository.uncommitted)) await writeFile(join(place, path), text);
}

/** Only a clone by an address is shallow: one by a path takes everything along. */
async function makeShallow(place: string, depth: number, runGit: RunGit): Promise<void> {
  const whole = `${place}.whole`;
  await rename(place, whole);
  await runGit(["clone", "--quiet", `--depth=${depth}`, "--branch=main", `file://${whole}`, place], {
    cwd: dirname(place),
  });
  await rm(whole, { recursive: true, force: true });
}
