import type { SystemCommand } from "@lockkeeper/sweep";

import { startChild } from "../child-process.ts";
import type { Environment } from "../environment.ts";

const maxOutputBytes = 64_000_000;
const deadlineMs = 60_000;

/** Runs a program of the system that only shows something; `undefined` when it is not there, fails or takes too long. */
export async function askSystem(
  { program, args }: SystemCommand,
  { env, cwd }: Pick<Environment, "env" | "cwd">,
): Promise<string | undefined> {
  // Dates and columns come in the language of the user otherwise.
  const child = startChild(program, args, {
    cwd,
    env: { ...env, LC_ALL: "C" },
    stdio: "capture",
    keepsErrors: false,
    maxOutputBytes,
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), deadlineMs);
  try {
    const { code, output } = await child.ended;
    return code === 0 ? output : undefined;
  } catch {
    // What cannot be started answers nothing, which the sweep tells as unreadable.
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
