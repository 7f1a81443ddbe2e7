import { readdir } from "node:fs/promises";
import { join, posix } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";
import { examineProject, hasUnusualHost, vendorFolder } from "@lockkeeper/scan";
import type {
  PageFetcher,
  RepairState,
  ScanFinding,
  ScanKnowledge,
  ScanProject,
  UnreadFile,
} from "@lockkeeper/scan";

import type { Environment } from "../environment.ts";
import type { FoundProject } from "../scan/find-projects.ts";
import type { HistoryReader } from "../scan/read-histories.ts";
import type { KnowledgeAtHand } from "../scan/read-knowledge.ts";
import { npmCacheFolder } from "../scan/npm-cache.ts";
import { hasPagesAlone, readPages } from "../scan/read-pages.ts";
import { readProject } from "../scan/read-project.ts";
import type { ProjectReading, ReadOptions } from "../scan/read-project.ts";
import { forwardPath } from "../scan/read-project-settings.ts";
import { emptyProject } from "../scan/empty-report.ts";
import { cachePlaceOf } from "../scan/packed/open-packed.ts";
import { readProjectText } from "./project-texts.ts";
import { readPipelines } from "./read-pipelines.ts";

/** What projects are read with. */
export interface OpenParts {
  readonly environment: Environment;
  readonly knowledge: KnowledgeAtHand;
  readonly histories: HistoryReader;
  /** What the bytes that pages load are fetched with; nothing is fetched without. */
  readonly network: PageFetcher | undefined;
  /** Leaves out what somebody has decided to live with. */
  readonly sift: (findings: readonly ScanFinding[], target: string) => Promise<readonly ScanFinding[]>;
}

/** A project as it is on the disk, ready for repair. */
export interface OpenedProject {
  readonly state: RepairState;
  readonly knowledge: ScanKnowledge;
  readonly unread: readonly UnreadFile[];
  /** The scopes that the project sends to a registry of its own. */
  readonly routed: ReadonlySet<string>;
}

const settingsFiles = [".npmrc", "pnpm-workspace.yaml", ".yarnrc", ".yarnrc.yml", "bunfig.toml"];

/** Reads a project with the texts that a repair may change. What a file holds never makes it throw. */
export async function openProject(found: FoundProject, parts: OpenParts): Promise<OpenedProject> {
  const { environment, histories, network, sift } = parts;
  const { unread: unreadPages, ...pageParts } = await readPages(found, network);
  const reading = hasPagesAlone(found) ? nothingRead : await readProject(found, optionsOf(environment));
  const pipelines = await readPipelines(found.folder, reading.project.graphs);
  const project = { ...reading.project, ...pageParts, pipelines };
  const unread = [...reading.unread, ...unreadPages];
  const graphs = project.graphs.map(({ graph }) => graph);
  const routed = routedScopes(project);
  const known = await histories.read(graphs, routed);
  const defaultRegistry = hasUnusualHost(graphs) ? await parts.knowledge.defaultRegistry() : "";
  const knowledge = { ...parts.knowledge, defaultRegistry, histories: known.histories };
  const files = [
    ...project.graphs.map(({ file }) => file),
    ...project.manifests.map(({ file }) => file),
    ...settingsFiles,
    ...unread.flatMap(({ file }) => (found.files.get(file) === "lockfile" ? [file] : [])),
    ...project.runners.map(({ file }) => file),
    ...pageParts.pageFindings.map(({ file }) => file),
    ...(await listVendored(found.folder, pageParts.pageFindings)),
  ];
  const texts = new Map<string, string>();
  for (const file of new Set(files)) {
    const text = await readProjectText(found.folder, file);
    if (text !== undefined) texts.set(file, text);
  }
  const findings = await sift(examineProject(project, knowledge), forwardPath(environment.cwd, found.folder));
  return {
    state: { project, texts, findings },
    knowledge,
    unread: [...unread, ...known.unread],
    routed,
  };
}

const maxVendored = 300;

/** What was taken in beside pages before, so that it is not taken for something new. */
async function listVendored(folder: string, findings: readonly ScanFinding[]): Promise<readonly string[]> {
  const folders = new Set(findings.map(({ file }) => posix.join(posix.dirname(file), vendorFolder)));
  const lists = await Promise.all(
    [...folders].map(async (each) => {
      const names = (await namesIn(join(folder, each))).filter((name) => vendoredName.test(name));
      return names.slice(0, maxVendored).map((name) => posix.join(each, name));
    }),
  );
  return lists.flat();
}

const vendoredName = /^[\w.-]{1,100}\.(?:js|css)$/;

/** None where there is no such folder, or nothing to be had of it. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return [];
  }
}

const nothingRead: ProjectReading = { project: emptyProject, unread: [] };

function optionsOf(environment: Environment): ReadOptions {
  return { npmCache: npmCacheFolder(environment), cachePlace: cachePlaceOf(environment), isThorough: false };
}

function routedScopes({ settings }: ScanProject): ReadonlySet<string> {
  const scopes = settings.flatMap(({ settings: each }) =>
    each.flatMap(({ path }) => /^(@[^:/]{1,214}):registry$/.exec(path.at(-1) ?? "")?.[1] ?? []),
  );
  return new Set(scopes);
}
