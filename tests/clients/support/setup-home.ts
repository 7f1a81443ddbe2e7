import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { systemErrorCode } from "@lockkeeper/core";
import type { Client } from "./clients.ts";
import type { Workplace } from "./workplace.ts";

const command = join(import.meta.dirname, "..", "..", "..", "packages", "cli", "bin", "lockkeeper.js");

/** The settings files that setup may touch, from the home. */
export const userFiles = [
  ".npmrc",
  ".yarnrc",
  ".yarnrc.yml",
  ".bunfig.toml",
  ".config/pnpm/config.yaml",
] as const;

/** How a Lockkeeper command ended. */
export interface LockkeeperRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly output: string;
}

/** Runs Lockkeeper as a person would, with one client on the search path and the home of a workplace. */
export async function runLockkeeper(
  client: Client,
  { root, home }: Workplace,
  ...args: readonly string[]
): Promise<LockkeeperRun> {
  const bin = join(root, "bin");
  await mkdir(bin, { recursive: true });
  const wrapper = join(bin, client.command);
  await writeFile(wrapper, `#!/bin/sh\nexec ${client.program.map((part) => `'${part}'`).join(" ")} "$@"\n`);
  await chmod(wrapper, 0o755);
  const env = {
    PATH: `${bin}:${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: home,
    TMPDIR: join(root, "tmp"),
    LOCKKEEPER_DATA: join(root, "data"),
    // Settings of the machine must hide no fault, and make none.
    npm_config_globalconfig: join(root, "no-global-npmrc"),
  };
  return await new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], { env, cwd: root }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      resolve({ exitCode: typeof code === "number" ? code : -1, stdout, output: stdout + stderr });
    });
  });
}

/** The texts of the user's settings files; `undefined` for those that are not there. */
export async function readUserFiles(home: string): Promise<ReadonlyMap<string, string | undefined>> {
  const texts = await Promise.all(userFiles.map((name) => readIfPresent(join(home, name))));
  return new Map(userFiles.map((name, index) => [name, texts[index]]));
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
