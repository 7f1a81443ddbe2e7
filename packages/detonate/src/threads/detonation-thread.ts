import { parentPort, workerData } from "node:worker_threads";

import { Emulator } from "../emulator.ts";

import { runDetonationTask } from "./detonation-task.ts";
import type { DetonationTask, ThreadStart } from "./detonation-task.ts";

const emulator = start();

/** With its first machine, which the first package would wait for. */
async function start(): Promise<Emulator> {
  // as: the pool that starts this thread gives it nothing else.
  const { limits, cacheFolder } = workerData as ThreadStart;
  const made = await Emulator.create(limits, cacheFolder);
  await made.use(() => undefined);
  return made;
}

/** What a thread for packages runs: one package after another, with the stack and the heap that its pool gave it. */
parentPort?.on("message", (task: DetonationTask) => {
  void runDetonationTask(task, emulator, (answer) => parentPort?.postMessage(answer, []));
});
