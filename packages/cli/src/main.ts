import { createProcessEnvironment } from "./environment.ts";
import type { Environment } from "./environment.ts";

/** Runs one command line (without the program's name) and leaves its exit code with the process. */
export async function main(argv: readonly string[]): Promise<void> {
  const environment = await withEmulator(argv, createProcessEnvironment());
  const { runProgram } = await import("./program.ts");
  process.exitCode = await runProgram(argv, environment);
}

/** The emulator takes longest to start: it goes on while the commands are loaded. What is only asked for help does without. */
async function withEmulator(argv: readonly string[], environment: Environment): Promise<Environment> {
  const isWanted = argv[0] === "detonate" && !argv.includes("--help") && !argv.includes("-h");
  if (!isWanted) return environment;
  const { dataFlagOf, startDetonator } = await import("./detonation/open-detonator.ts");
  return { ...environment, startedDetonator: await startDetonator(dataFlagOf(argv), environment) };
}
