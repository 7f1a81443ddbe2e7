import { open } from "node:fs/promises";
import { join } from "node:path";
import { systemErrorCode } from "@lockkeeper/core";
import type { Bypass } from "./bypass.ts";
import { bypassAt } from "./bypass.ts";
import { findSetting } from "./look-up-setting.ts";
import type { ClientSettings } from "./read-settings.ts";

/** The version of a lockfile of Yarn from 2 on. */
export interface YarnLockVersion {
  readonly file: string;
  readonly line: number;
  readonly version: number;
}

/** The first lockfile version under which Yarn 4.14 and later keep their own default for scripts. */
const scriptsOffSince = 9;
const headBytes = 2000;
const absentCodes = new Set(["ENOENT", "ENOTDIR", "EISDIR", "EACCES"]);

/** The version of the nearest lockfile; `undefined` where there is none, or it says none. */
export async function findYarnLockVersion(folders: readonly string[]): Promise<YarnLockVersion | undefined> {
  for (const folder of folders) {
    const file = join(folder, "yarn.lock");
    const head = await readHead(file);
    const match = /^__metadata:\r?\n {2}version: "?(\d{1,4})"?/m.exec(head ?? "");
    if (head === undefined || match === null) continue;
    const line = head.slice(0, match.index).split("\n").length + 1;
    return { file, line, version: Number(match[1]) };
  }
  return undefined;
}

/**
 * Yarn 4.14 and later migrate an older project at its next install: they write `enableScripts: true` into its settings,
 * so that what ran before runs on. Measured with 4.18.
 */
export function migrationBypasses(
  { client, settings }: ClientSettings,
  lock: YarnLockVersion | undefined,
): readonly Bypass[] {
  const isMigrating = client.kind === "yarn-berry" && lock !== undefined && lock.version < scriptsOffSince;
  if (!isMigrating || findSetting(settings, "enable-scripts") !== undefined) return [];
  return [
    bypassAt(lock.file, lock.line, {
      id: "scripts-migrated",
      weight: "doubtful",
      message: `Yarn from 4.14 on takes a lockfile of version ${lock.version} for a project to migrate, and then writes enableScripts: true into its settings`,
      fix: "write enableScripts: false into .yarnrc.yml",
    }),
  ];
}

async function readHead(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, "r");
    try {
      if (!(await file.stat()).isFile()) return undefined;
      const bytes = Buffer.alloc(headBytes);
      const { bytesRead } = await file.read(bytes, 0, headBytes, 0);
      return bytes.toString("utf8", 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    // That a lockfile cannot be read is told by its own reader.
    if (absentCodes.has(systemErrorCode(error) ?? "")) return undefined;
    throw error;
  }
}
