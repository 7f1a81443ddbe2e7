import type { ChildResult, EmulatedProcess } from "../services/service.ts";

/** What commands share that belong to one call of the guest. */
export interface CommandScene {
  readonly process: EmulatedProcess;
  /** How many commands may still be understood. */
  readonly budget: { left: number };
  /** Understands a program. */
  readonly start: (call: ProgramCall) => CommandResult;
  /** Follows a shell's text. */
  readonly shell: (call: ProgramCall, text: string, parameters?: readonly string[]) => CommandResult;
}

/** One program with its words, as a shell or a process starts it. */
export interface ProgramCall {
  readonly scene: CommandScene;
  /** As it was written: a name, or a place. */
  readonly program: string;
  readonly arguments: readonly string[];
  readonly stdin: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What is said to a script that is forked, each as JSON. */
  readonly messages?: readonly string[] | undefined;
  /** Shells within shells. */
  readonly depth: number;
}

/** What a program would do and answer. */
export type Program = (call: ProgramCall) => CommandResult;

export interface CommandResult extends ChildResult {
  /** There is no such program. */
  readonly isMissing?: boolean;
}

/** A program that says something and succeeds. */
export function said(stdout: string): CommandResult {
  return { status: 0, stdout, stderr: "" };
}

export function failed(stderr: string, status: number = 1): CommandResult {
  return { status, stdout: "", stderr };
}

/** The name of a program without its place and ending, in lower case on systems that do not tell case apart. */
export function programName(program: string, isWindows: boolean): string {
  const last = program.split(isWindows ? /[\\/]/ : "/").at(-1) ?? "";
  return isWindows ? last.toLowerCase().replace(/\.(?:exe|cmd|bat|com)$/, "") : last;
}

/** Records a command that is started from within another. */
export function observeProgram({ scene, program, arguments: words }: ProgramCall): void {
  const { process } = scene;
  const name = programName(program, process.world.platform === "win32");
  const command = [program, ...words].join(" ");
  process.observe({ kind: "process", api: name, data: { command, program, arguments: words } });
}

/** Records text that is run, and that stands nowhere as a file of the package. */
export function observeCode(call: ProgramCall, text: string, path?: string): void {
  const api = programName(call.program, call.scene.process.world.platform === "win32");
  const more = path === undefined ? {} : { path, arguments: call.arguments };
  call.scene.process.observe({ kind: "code", api, data: { text, ...more } });
}

/** A file's text, where there is one. */
export function textAt(call: ProgramCall, path: string): string | undefined {
  const { disk } = call.scene.process;
  const place = disk.places.resolve(call.folder, path);
  return disk.find(place)?.kind === "file" ? Buffer.from(disk.read(place)).toString() : undefined;
}
