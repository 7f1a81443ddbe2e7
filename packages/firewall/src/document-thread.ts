import { parentPort } from "node:worker_threads";
import { toErrorRecord, unreachable } from "@lockkeeper/core";
import type { DocumentResult, Scratch } from "./document-task.ts";
import { runDocumentTask } from "./document-task.ts";
import type { ThreadAnswer, ThreadTask } from "./document-threads.ts";

/** What a thread for packuments runs: one task after another, each of which gets its bytes and gives them back. */
const scratch: Scratch = { bytes: Buffer.alloc(0) };

parentPort?.on("message", ({ id, bytes, task }: ThreadTask) => {
  const { buffer, byteOffset, byteLength } = bytes;
  let outcome: ThreadAnswer["outcome"];
  try {
    const result = runDocumentTask(Buffer.from(buffer, byteOffset, byteLength), task, scratch);
    outcome = { isDone: true, result };
  } catch (error) {
    outcome = { isDone: false, error: toErrorRecord(error) };
  }
  const isLast = task.kind === "read" && task.isLast === true;
  const answer: ThreadAnswer = { id, bytes: isLast ? new Uint8Array() : bytes, outcome };
  const others = outcome.isDone ? buffersOf(outcome.result) : [];
  parentPort?.postMessage(answer, [answer.bytes.buffer, ...others]);
});

function buffersOf(result: DocumentResult): readonly ArrayBuffer[] {
  switch (result.kind) {
    case "read": {
      const { versions, times, texts } = result.columns;
      return [versions.cells.buffer, times.cells.buffer, times.places.buffer, texts.buffer];
    }
    case "rendered":
      return [result.body.buffer];
    case "blob":
    case "kept":
      return [];
    default:
      return unreachable(result);
  }
}
