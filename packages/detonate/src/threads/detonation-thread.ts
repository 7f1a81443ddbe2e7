import { parentPort, workerData } from "node:worker_threads";

import { Emulator } from "../emulator.ts";
import type { DetonateLimits } from "../limits.ts";

import { runDetonationTask } from "./detonation-task.ts";
import type { DetonationTask } from "./detonation-task.ts";

// The pool that starts this thread gives it nothing else.
const emulator = Emulator.create(workerData as DetonateLimits);

/** What a thread for packages runs: one package after another, with the stack and the heap that its pool gave it. */
parentPort?.on("message", (task: DetonationTask) => {
  void runDetonationTask(task, emulator, (answer) => parentPort?.postMessage(answer, []));
});
