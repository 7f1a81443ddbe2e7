import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { tryParseClient } from "@lockkeeper/clients";
import type { Client, FoundClient } from "@lockkeeper/clients";

import { startChild } from "./child-process.ts";
import type { Environment } from "./environment.ts";
import { resolveProgram } from "./run-program.ts";

const timeoutMs = 20_000;

/** Asks a program on the search path which client it is; `undefined` when it does not say. */
export async function identifyClient(
  { command, file }: FoundClient,
  { env, platform }: Pick<Environment, "env" | "platform">,
): Promise<Client | undefined> {
  // In an empty folder, since a project's settings may make a client hand over to another program.
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-doctor-"));
  try {
    const temporary = { TMPDIR: folder, TMP: folder, TEMP: folder };
    const program = await resolveProgram([file, "--version"], { platform, cwd: folder, env });
    const child = startChild(program.file, program.args, {
      cwd: folder,
      // Corepack would fetch a client that it does not have yet.
      env: { ...env, ...temporary, YARN_IGNORE_PATH: "1", COREPACK_ENABLE_NETWORK: "0" },
      stdio: "capture",
      maxOutputBytes: 10_000,
      isVerbatim: program.isVerbatim,
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    const { code, output } = await child.ended.finally(() => clearTimeout(timer));
    return code === 0 ? tryParseClient(command, output) : undefined;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
