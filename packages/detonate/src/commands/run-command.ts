import type { ChildResult, EmulatedProcess } from "../services/service.ts";

/** A command that a process starts. */
export interface CommandRequest {
  /** As a person would type it. */
  readonly command: string;
  readonly program: string;
  readonly arguments: readonly string[];
  /** Whether a shell reads it. */
  readonly isShell: boolean;
  readonly shell?: string | undefined;
  readonly isFork?: boolean;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly input?: string | undefined;
}

/** Says what a command would do and answer, without running anything but scripts of Node in the emulator. */
export function runCommand(process: EmulatedProcess, request: CommandRequest): ChildResult {
  const { command, folder, environment } = request;
  const words = /(?:^|&&|;)\s*node\s+([^\s;&|]+)/.exec(command);
  if (words === null) return { status: 0, stdout: "", stderr: "" };
  const path = process.disk.places.resolve(folder, words[1] ?? "");
  return process.startChild({ script: { kind: "file", path }, arguments: [], folder, environment });
}
