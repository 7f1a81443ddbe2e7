import type { Worker } from "node:worker_threads";

/** Runs one command line (without the program's name) and leaves its exit code with the process. */
export async function main(argv: readonly string[]): Promise<void> {
  const emulatorThread = isDetonating(argv) ? await startEmulatorThread() : undefined;
  const [{ createProcessEnvironment }, { runProgram }] = await Promise.all([
    import("./environment.ts"),
    import("./program.ts"),
  ]);
  process.exitCode = await runProgram(argv, { ...createProcessEnvironment(), emulatorThread });
}

/** Whether an emulator will be wanted; what is only asked for help does without. */
function isDetonating(argv: readonly string[]): boolean {
  return argv[0] === "detonate" && !argv.includes("--help") && !argv.includes("-h");
}

/** It takes longest to start, and goes on while all else is loaded and read. It ends with the process. */
async function startEmulatorThread(): Promise<Worker | undefined> {
  const { startThread } = await import("@lockkeeper/detonate/thread");
  return startThread();
}
