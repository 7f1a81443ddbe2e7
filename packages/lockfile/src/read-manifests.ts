import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import { readBounded } from "./bounded-file.ts";
import { asErrorOfFile } from "./errors.ts";
import type { LockfileError } from "./errors.ts";
import { listWorkspaceFolders } from "./glob-folders.ts";
import type { LockfileLimits } from "./locked-package.ts";
import { parseProjectManifest } from "./project-manifest.ts";
import type { ProjectManifest } from "./project-manifest.ts";
import { decodeText } from "./text-of-bytes.ts";
import { fieldOf, parseYamlDocuments } from "./yaml-documents.ts";

/** A file that is there and could not be read: never treat it as empty. */
export interface UnreadableFile {
  readonly file: string;
  readonly error: LockfileError;
}

/** The manifests of a project: its own first, then those of its workspace. */
export interface ManifestReading {
  readonly manifests: readonly ProjectManifest[];
  readonly unreadable: readonly UnreadableFile[];
}

/** Reads the package.json of a folder and those of the workspace that it or `pnpm-workspace.yaml` declares; never throws. */
export async function readManifests(folder: string, limits: LockfileLimits): Promise<ManifestReading> {
  const unreadable: UnreadableFile[] = [];
  const manifests: ProjectManifest[] = [];

  async function attempt<Read>(file: string, read: () => Promise<Read>): Promise<Read | undefined> {
    try {
      return await read();
    } catch (error) {
      // A folder of the workspace without a manifest is none of its members.
      const code = systemErrorCode(error);
      if (code !== "ENOENT" && code !== "ENOTDIR")
        unreadable.push({ file, error: asErrorOfFile(file, error) });
      return undefined;
    }
  }
  async function add(member: string): Promise<ProjectManifest | undefined> {
    const file = join(folder, member, "package.json");
    const manifest = await attempt(file, async () =>
      parseProjectManifest(member, await readBounded(file, limits.maxBytes), limits),
    );
    if (manifest !== undefined) manifests.push(manifest);
    return manifest;
  }

  const own = await add(".");
  const settings = join(folder, "pnpm-workspace.yaml");
  const ofPnpm = await attempt(settings, () => readPnpmPatterns(settings, limits));
  const patterns = [...(own?.workspaces ?? []), ...(ofPnpm ?? [])];
  const members = await attempt(join(folder, "package.json"), () => listWorkspaceFolders(folder, patterns));
  for (const member of members ?? []) await add(member);
  return { manifests, unreadable };
}

async function readPnpmPatterns(file: string, limits: LockfileLimits): Promise<readonly string[]> {
  const text = decodeText(await readBounded(file, limits.maxBytes), limits);
  const [document] = parseYamlDocuments(text, { maxDepth: limits.maxDepth, section: undefined });
  const packages = fieldOf(document?.value, "packages");
  return Array.isArray(packages) ? packages.filter((entry) => typeof entry === "string") : [];
}
