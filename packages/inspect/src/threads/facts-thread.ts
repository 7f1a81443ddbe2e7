import { parentPort } from "node:worker_threads";

import { runFactsTask } from "./facts-task.ts";
import type { FactsTask } from "./facts-task.ts";

/** What a thread for packages runs: one tarball after another, with the stack and the heap that its pool gave it. */
parentPort?.on("message", (task: FactsTask) => {
  parentPort?.postMessage(runFactsTask(task), []);
});
