import { parentPort, workerData } from "node:worker_threads";

import { Emulator } from "../emulator.ts";

import { runDetonationTask } from "./detonation-task.ts";
import type { DetonationTask, ThreadStart } from "./detonation-task.ts";

/** What a thread that was started early is told first of all. */
type Message = ThreadStart | DetonationTask;

// as: who starts this thread gives it nothing else.
const known = workerData as ThreadStart | null | undefined;
let begin = (_start: ThreadStart): void => undefined;
const emulator = new Promise<ThreadStart>((resolve) => {
  begin = resolve;
}).then(start);
if (known !== undefined && known !== null) begin(known);

/** With its first machine, which the first package would wait for. */
async function start({ limits, cacheFolder }: ThreadStart): Promise<Emulator> {
  const made = await Emulator.create(limits, cacheFolder);
  await made.use(() => undefined);
  return made;
}

/** What a thread for packages runs: one package after another, with the stack and the heap that its pool gave it. */
parentPort?.on("message", (message: Message) => {
  if ("limits" in message) begin(message);
  else void runDetonationTask(message, emulator, (answer) => parentPort?.postMessage(answer, []));
});
