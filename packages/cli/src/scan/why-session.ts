import { basename, join, resolve } from "node:path";

import { explainLocked } from "@lockkeeper/scan";
import type { LockedExplanation, LockedQuestion, ScannedGraph, UnreadFile } from "@lockkeeper/scan";

import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { findProjects } from "./find-projects.ts";
import type { FoundProject } from "./find-projects.ts";
import { readGraph, readTreeGraph } from "./read-graph.ts";
import type { GraphWithFaults } from "./read-graph.ts";
import { forwardPath } from "./read-project-settings.ts";
import { tryStat } from "./try-read-file.ts";
import { unreadFile } from "./unread-file.ts";

/** One question who pulls in a package. */
export interface WhyInput {
  /** As typed: a name, or `name@version`. */
  readonly wanted: string;
  /** Folders and lockfiles as typed; none means the current folder. */
  readonly targets: readonly string[];
}

/** What a call yields. */
export type WhyItem =
  | { readonly kind: "locked"; readonly target: string; readonly locked: LockedExplanation }
  | { readonly kind: "unread"; readonly target: string; readonly unread: UnreadFile }
  | { readonly kind: "end"; readonly wanted: string; readonly found: number; readonly files: number };

/** Reads the lockfiles of the targets, else what is installed, and yields every entry that is asked about. Throws `CLI_BAD_FILE`. */
export async function* explainAll(input: WhyInput, environment: Environment): AsyncIterable<WhyItem> {
  const question = parseQuestion(input.wanted);
  let [found, files] = [0, 0];
  for (const target of input.targets.length === 0 ? ["."] : input.targets) {
    for await (const read of readTarget(target, environment)) {
      if (read.kind === "unread") yield read;
      else {
        files += 1;
        for (const locked of explainLocked(read.graph, question)) {
          found += 1;
          yield { kind: "locked", target: read.target, locked };
        }
      }
    }
  }
  yield { kind: "end", wanted: input.wanted, found, files };
}

function parseQuestion(wanted: string): LockedQuestion {
  const at = wanted.indexOf("@", 1);
  return at < 0
    ? { name: wanted, version: undefined }
    : { name: wanted.slice(0, at), version: wanted.slice(at + 1) };
}

type Read =
  | { readonly kind: "graph"; readonly target: string; readonly graph: ScannedGraph }
  | Extract<WhyItem, { readonly kind: "unread" }>;

async function* readTarget(target: string, { cwd }: Environment): AsyncIterable<Read> {
  const path = resolve(cwd, target);
  const stats = await tryStat(path);
  if (stats === undefined) {
    throw new CliError("CLI_BAD_FILE", {
      message: `Cannot read ${JSON.stringify(target.slice(0, 300))} as there is no such file or folder`,
      hint: "Name a folder or a lockfile.",
    });
  }
  if (stats.isFile()) {
    yield* readOne(forwardPath(cwd, path), basename(path), () => readGraph(path));
    return;
  }
  for await (const found of findProjects(path)) {
    const place = forwardPath(cwd, found.folder);
    if (found.kind === "project") yield* readProjectGraphs(place, found);
    else yield { kind: "unread", target: place, unread: unlisted(found.code) };
  }
}

async function* readProjectGraphs(
  target: string,
  { folder, files, hasNodeModules }: FoundProject,
): AsyncIterable<Read> {
  const names = [...files].flatMap(([name, kind]) => (kind === "lockfile" ? [name] : []));
  for (const name of names.toSorted()) yield* readOne(target, name, () => readGraph(join(folder, name)));
  if (names.length === 0 && hasNodeModules)
    yield* readOne(target, "node_modules", () => readTreeGraph(folder));
}

async function* readOne(
  target: string,
  file: string,
  read: () => Promise<GraphWithFaults | undefined>,
): AsyncIterable<Read> {
  try {
    const reading = await read();
    if (reading === undefined) return;
    yield { kind: "graph", target, graph: reading.graph };
    for (const unread of reading.unread) yield { kind: "unread", target, unread };
  } catch (error) {
    yield { kind: "unread", target, unread: unreadFile(file, error) };
  }
}

function unlisted(code: string): UnreadFile {
  return {
    file: ".",
    line: undefined,
    code: "CLI_BAD_FILE",
    message: `Cannot list it: ${code}`,
    hint: undefined,
  };
}
