import { constants } from "node:os";

import { systemErrorCode } from "@lockkeeper/core";

import { startChild } from "./child-process.ts";
import type { RunningChild } from "./child-process.ts";
import type { Environment, StopSignal } from "./environment.ts";
import { CliError } from "./errors.ts";
import type { ResolvedProgram } from "./run-program.ts";

/** The user's command with everything around it. */
export interface ChildTask {
  readonly program: ResolvedProgram;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs the user's command in the user's own terminal and answers the exit code that a shell would give it: its own, or
 * 128 and the number of the signal that ended it. Signals to this process are handed on.
 * Throws CLI_NO_SUCH_COMMAND, CLI_CANNOT_START.
 */
export async function runChild(task: ChildTask, environment: Environment): Promise<number> {
  const { program, env } = task;
  const child = startChild(program.file, program.args, {
    cwd: environment.cwd,
    env,
    stdio: "inherit",
    isVerbatim: program.isVerbatim,
  });
  // A terminal gives Ctrl-C to its whole foreground group, so the command has it already.
  const isAtTerminal = environment.isInputTerminal || environment.stderr.isTerminal;
  const forget = environment.lifecycle.onSignal((signal) => {
    if (signal !== "SIGINT" || !isAtTerminal) child.kill(signal);
  });
  try {
    return await endOf(child, program.name);
  } finally {
    forget();
  }
}

async function endOf(child: RunningChild, name: string): Promise<number> {
  try {
    const { code, signal } = await child.ended;
    return signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0);
  } catch (cause) {
    const reason = systemErrorCode(cause) ?? "unknown";
    if (reason === "ENOENT") throw noSuchCommand(name, cause);
    throw new CliError("CLI_CANNOT_START", {
      message: `Cannot start "${name}" as the system refuses: ${reason}`,
      cause,
    });
  }
}

/** The error for a signal that came before the command could be started. */
export function interrupted(signal: StopSignal): CliError {
  return new CliError("CLI_INTERRUPTED", {
    message: `Cannot start the command as ${signal} came first`,
    details: { exitCode: 128 + constants.signals[signal] },
  });
}

/** The error for a command that is not there; shells end with 127 then. */
export function noSuchCommand(name: string, cause?: unknown): CliError {
  return new CliError("CLI_NO_SUCH_COMMAND", {
    message: `Cannot find the command "${name}"`,
    hint: "Check its spelling and your PATH. Built-ins of a shell need the shell: run -- sh -c '…'.",
    ...(cause === undefined ? {} : { cause }),
  });
}
