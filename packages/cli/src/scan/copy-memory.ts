import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { systemErrorCode, tryParseJson } from "@lockkeeper/core";
import type { ReleaseHistory } from "@lockkeeper/trust";

import { packHistory, tryUnpackHistory } from "./slim-history.ts";
import { tryReadFile } from "./try-read-file.ts";

/** When versions were published, by version, `undefined` for one without a time; `none` for a document without times. */
export type CopyTimes = ReadonlyMap<string, number | undefined> | "none";

/**
 * What clients' copies of registries' documents said when they were last read, by what says that a document is the same: a
 * second scan reads none of them again.
 */
export interface CopyMemory {
  timesOf(key: string): CopyTimes | undefined;
  note(key: string, times: CopyTimes): void;
  /** The history that was read of a document; `undefined` where it is not there any more. */
  historyOf(key: string, name: string): Promise<ReleaseHistory | undefined>;
  keep(key: string, history: ReleaseHistory): Promise<void>;
  /** Writes down what is new. */
  save(): Promise<void>;
}

/** Counted up whenever what is written changes its form: what is of another is read anew. */
const form = 1;
const indexMaxBytes = 32_000_000;
const historyMaxBytes = 8_000_000;
/** Documents that are remembered; the longest unused go first. */
const maxDocuments = 20_000;

/** Opens the memory of a data folder, which a scan does not make; `undefined` where there is none. */
export async function openCopyMemory(dataFolder: string): Promise<CopyMemory | undefined> {
  if (!existsSync(dataFolder)) return undefined;
  const root = join(dataFolder, "scan-copies");
  const index = join(root, "index.json");
  const known = parseIndex((await tryReadFile(index, indexMaxBytes))?.toString("utf8"));
  const used = new Map<string, CopyTimes>();
  let isChanged = false;

  return {
    timesOf(key) {
      const times = used.get(key) ?? known.get(key);
      if (times !== undefined) used.set(key, times);
      return times;
    },
    note(key, times) {
      const before = used.get(key);
      // Another project may have asked for other versions of the same document.
      used.set(
        key,
        before === undefined || before === "none" || times === "none"
          ? times
          : new Map([...before, ...times]),
      );
      isChanged = true;
    },
    async historyOf(key, name) {
      const bytes = await tryReadFile(pathOf(root, key), historyMaxBytes);
      const history =
        bytes === undefined ? undefined : tryUnpackHistory(tryParseJson(bytes.toString("utf8")));
      return history?.name === name ? history : undefined;
    },
    async keep(key, history) {
      await tryWrite(root, pathOf(root, key), JSON.stringify(packHistory(history)));
    },
    async save() {
      if (!isChanged) return;
      const all = [...[...known].filter(([key]) => !used.has(key)), ...used];
      const gone = all.slice(0, Math.max(0, all.length - maxDocuments));
      for (const [key] of gone) await rm(pathOf(root, key), { force: true });
      await tryWrite(root, index, renderIndex(all.slice(gone.length)));
    },
  };
}

function pathOf(root: string, key: string): string {
  return join(root, `${createHash("sha256").update(key).digest("hex")}.json`);
}

/** Whole or not at all; a disk that does not take it costs the next scan the work. */
async function tryWrite(root: string, path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
    await writeFile(unfinished, text, { mode: 0o600 });
    await rename(unfinished, path);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    await rm(unfinished, { force: true });
  }
}

function renderIndex(entries: readonly (readonly [string, CopyTimes])[]): string {
  const documents = entries.map(([key, times]) => [key, times === "none" ? 0 : [...times]]);
  return JSON.stringify({ form, documents });
}

/** A file of another form, or that somebody changed, is as good as none. */
function parseIndex(text: string | undefined): ReadonlyMap<string, CopyTimes> {
  const root = text === undefined ? undefined : tryParseJson(text);
  const found = new Map<string, CopyTimes>();
  if (typeof root !== "object" || root === null || !("form" in root) || root.form !== form) return found;
  if (!("documents" in root) || !Array.isArray(root.documents)) return found;
  for (const entry of root.documents as readonly unknown[]) {
    // an array's items are of no known type
    if (!Array.isArray(entry) || typeof entry[0] !== "string") continue;
    const times = parseTimes(entry[1]);
    if (times !== undefined) found.set(entry[0], times);
  }
  return found;
}

function parseTimes(value: unknown): CopyTimes | undefined {
  if (value === 0) return "none";
  if (!Array.isArray(value)) return undefined;
  const times = new Map<string, number | undefined>();
  for (const pair of value as readonly unknown[]) {
    // an array's items are of no known type
    if (!Array.isArray(pair) || typeof pair[0] !== "string") return undefined;
    times.set(pair[0], typeof pair[1] === "number" ? pair[1] : undefined);
  }
  return times;
}
