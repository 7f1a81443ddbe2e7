import { systemErrorCode } from "@lockkeeper/core";
import { clientOf } from "@lockkeeper/scan";
import type { ProjectText, ScannedGraph } from "@lockkeeper/scan";

import { namesInFolder } from "../names-in-folder.ts";
import { placeIn } from "../scan/installed-place.ts";
import { readProjectText } from "./project-texts.ts";

const workflows = ".github/workflows";
const others = [
  ".gitlab-ci.yml",
  ".circleci/config.yml",
  "azure-pipelines.yml",
  "bitbucket-pipelines.yml",
  ".travis.yml",
  "Dockerfile",
];
const maxFiles = 50;
const maxCharacters = 1_000_000;

/** Definitions of pipelines, where a project has lockfiles of several clients and they may say which is meant. */
export async function readPipelines(
  folder: string,
  graphs: readonly ScannedGraph[],
): Promise<readonly ProjectText[]> {
  if (new Set(graphs.map(({ graph }) => clientOf(graph.source))).size < 2) return [];
  const names = (await listWorkflows(folder)).filter((name) => /\.ya?ml$/.test(name));
  const files = [...names.slice(0, maxFiles).map((name) => `${workflows}/${name}`), ...others];
  const read: ProjectText[] = [];
  for (const file of files) {
    const text = await readProjectText(folder, file);
    if (text !== undefined && text.length <= maxCharacters) read.push({ file, text });
  }
  return read;
}

async function listWorkflows(folder: string): Promise<readonly string[]> {
  try {
    return await namesInFolder(placeIn(folder, workflows));
  } catch (error) {
    // A file of that name, or a folder that may not be read, says nothing of clients.
    if (systemErrorCode(error) === undefined) throw error;
    return [];
  }
}
