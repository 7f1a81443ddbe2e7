import type { EmulatedProcess } from "../services/service.ts";

import { runBatch } from "./batch/run-batch.ts";
import type { CommandResult, CommandScene, ProgramCall } from "./command-call.ts";
import { runProgram } from "./run-program.ts";
import { runShell } from "./shell/run-shell.ts";

/** A command that a process starts. */
export interface CommandRequest {
  /** As a person would type it. */
  readonly command: string;
  readonly program: string;
  readonly arguments: readonly string[];
  /** Whether a shell reads it. */
  readonly isShell: boolean;
  readonly shell?: string | undefined;
  /** What is said to a script that is forked, each as JSON. */
  readonly messages?: readonly string[] | undefined;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly input?: string | undefined;
  /** The guest's stack, from which the place of what is tried is taken. */
  readonly stack?: string;
}

const commandMaxCount = 400;

/**
 * Says what a command would do and answer. Nothing is run but scripts of Node, in the emulator: shells are followed, what they
 * would start is looked up among what is known here, other languages are read.
 */
export function runCommand(process: EmulatedProcess, request: CommandRequest): CommandResult {
  try {
    return followCommand(process, request);
  } catch (error) {
    // Only the depth of a hostile text can do this; what was told until then is kept.
    if (!(error instanceof RangeError)) throw error;
    return { status: 1, stdout: "", stderr: "" };
  }
}

function followCommand(process: EmulatedProcess, request: CommandRequest): CommandResult {
  const scene: CommandScene = {
    process: placedProcess(process, request.stack),
    budget: { left: commandMaxCount },
    start: runProgram,
    shell: runShell,
  };
  const call: ProgramCall = {
    scene,
    program: request.program,
    arguments: request.arguments,
    stdin: request.input ?? "",
    folder: request.folder,
    environment: request.environment,
    messages: request.messages,
    depth: 0,
  };
  if (!request.isShell) return runProgram(call);
  const program = request.shell ?? (process.world.platform === "win32" ? "cmd" : "sh");
  if (/powershell|pwsh/i.test(program))
    return runProgram({ ...call, program, arguments: ["-Command", request.command] });
  if (process.world.platform === "win32" && !/bash|sh$/.test(program)) return runBatch(call, request.command);
  return runShell(call, request.command);
}

/** The process, with everything that commands try at the place where they were started. */
function placedProcess(process: EmulatedProcess, stack: string | undefined): EmulatedProcess {
  if (stack === undefined) return process;
  const observe: EmulatedProcess["observe"] = (tried) => process.observe({ stack, ...tried });
  return new Proxy(process, {
    get: (target, name): unknown => {
      if (name === "observe") return observe;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
