import { createProcessEnvironment } from "./environment.ts";
import { runProgram } from "./program.ts";

/** Runs one command line (without the program's name) and leaves its exit code with the process. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await runProgram(argv, createProcessEnvironment());
}
