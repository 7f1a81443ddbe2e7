import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";
import { tryParseJenkinsBuild, tryParseNpmLogStart, tryParseRunRecords } from "@lockkeeper/exposure";
import type { LogTimes, RunRecord } from "@lockkeeper/exposure";

import { tryReadFile } from "../scan/try-read-file.ts";
import type { EvidenceTree } from "./evidence-tree.ts";

/** What is known of the run that a log is of, from what lies beside it. */
export interface LogRun {
  /** What people call the run; `undefined` where nothing tells. */
  readonly title: string | undefined;
  readonly times: LogTimes;
}

/** Finds the run of a log by its path. */
export interface RunFinder {
  find(path: string): Promise<LogRun>;
}

const recordMaxBytes = 16_000_000;
/** So many folders above a log may hold the record of its run. */
const levels = 3;
const maxFilesOfFolder = 200;
const usualFiles: ReadonlySet<string> = new Set(["package.json", "package-lock.json", "tsconfig.json"]);

/** Opens the search for records: answers of the interfaces of GitHub, GitLab and Jenkins that were saved as JSON. */
export function createRunFinder(tree: EvidenceTree): RunFinder {
  const filesOf = new Map<string, string[]>();
  for (const { path, name } of tree.files) {
    if (!name.endsWith(".json") || usualFiles.has(name)) continue;
    const files = filesOf.get(dirname(path));
    if (files === undefined) filesOf.set(dirname(path), [path]);
    else if (files.length < maxFilesOfFolder) files.push(path);
  }
  const known = new Map<string, Promise<ReadonlyMap<string, RunRecord>>>();
  const recordsOf = (folder: string): Promise<ReadonlyMap<string, RunRecord>> => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const read = readRecords(filesOf.get(folder) ?? []);
    known.set(folder, read);
    return read;
  };
  return { find: async (path) => (await findRecord(path, recordsOf)) ?? (await findBeside(path)) };
}

async function readRecords(files: readonly string[]): Promise<ReadonlyMap<string, RunRecord>> {
  const records = new Map<string, RunRecord>();
  for (const file of files) {
    const bytes = await tryReadFile(file, recordMaxBytes);
    for (const record of tryParseRunRecords(bytes?.toString("utf8") ?? "") ?? [])
      records.set(record.id, record);
  }
  return records;
}

/** A log belongs to the record whose number stands in its path below the record's folder. */
async function findRecord(
  path: string,
  recordsOf: (folder: string) => Promise<ReadonlyMap<string, RunRecord>>,
): Promise<LogRun | undefined> {
  let folder = dirname(path);
  for (let level = 0; level < levels; level += 1) {
    const records = await recordsOf(folder);
    const numbers = path.slice(folder.length).match(/\d{1,20}/g) ?? [];
    const record = numbers.toReversed().flatMap((number) => records.get(number) ?? [])[0];
    if (record !== undefined) return { title: record.title, times: timesOf(record) };
    folder = dirname(folder);
  }
  return undefined;
}

function timesOf({ startedAt, finishedAt }: Pick<RunRecord, "startedAt" | "finishedAt">): LogTimes {
  const [since, until] = [startedAt, finishedAt].map((at) =>
    at === undefined ? undefined : ({ at, basis: "stated", toleranceMs: 0 } as const),
  );
  return { since, until };
}

/** npm writes its start into the name of its log, Jenkins the build's into a file beside it; else the file's date bounds it. */
async function findBeside(path: string): Promise<LogRun> {
  const written = await fileDate(path);
  const startedAt = tryParseNpmLogStart(basename(path));
  if (startedAt !== undefined) {
    return { title: undefined, times: { ...timesOf({ startedAt, finishedAt: undefined }), until: written } };
  }
  const xml = await tryReadFile(join(dirname(path), "build.xml"), recordMaxBytes);
  const build = tryParseJenkinsBuild(xml?.toString("utf8") ?? "");
  if (build !== undefined) return { title: undefined, times: timesOf(build) };
  return { title: undefined, times: { since: undefined, until: written } };
}

async function fileDate(path: string): Promise<LogTimes["until"]> {
  try {
    const { mtimeMs } = await stat(path);
    return { at: Math.round(mtimeMs), basis: "file-date", toleranceMs: 0 };
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}
