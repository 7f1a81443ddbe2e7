import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { isProcessAlive } from "@lockkeeper/store";

/** The folders of one command. */
export interface RunFolder {
  /** Gone after the command. */
  readonly path: string;
  /** Stays: npm's logs, which its error messages name. */
  readonly logs: string;
  remove(): Promise<void>;
}

const nameForm = /^(\d{1,10})-[0-9a-f]{8}$/;

/** Makes a folder for one command below the data folder and clears away what killed ones have left. */
export async function createRunFolder(dataFolder: string, pid: number, salt: Buffer): Promise<RunFolder> {
  const parent = join(dataFolder, "run");
  const path = join(parent, `${pid}-${salt.toString("hex").slice(0, 8)}`);
  const logs = join(parent, "npm-logs");
  await mkdir(parent, { recursive: true, mode: 0o700 });
  await removeLeftovers(parent, pid);
  for (const folder of [path, logs, join(path, "bun-tmp")]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  return { path, logs, remove: () => remove(path) };
}

async function removeLeftovers(parent: string, pid: number): Promise<void> {
  for (const name of await readdir(parent)) {
    const owner = nameForm.exec(name)?.[1];
    // In a container every command may have the same number; then what is there is older than this one.
    const isOver = owner !== undefined && (Number(owner) === pid || !isProcessAlive(Number(owner)));
    if (isOver) await remove(join(parent, name));
  }
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
