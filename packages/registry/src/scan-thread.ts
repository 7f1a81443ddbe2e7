import { parentPort } from "node:worker_threads";

import { toErrorRecord } from "@lockkeeper/core";

import { scanColumns } from "./packument-scan.ts";
import type { ScanAnswer, ScanTask } from "./threaded-scanner.ts";

/** What a scanning thread runs: one packument after another, whose bytes go back with what they say. */
parentPort?.on("message", ({ id, bytes, name }: ScanTask) => {
  const { buffer, byteOffset, byteLength } = bytes;
  let answer: ScanAnswer;
  const moved: ArrayBuffer[] = [];
  try {
    const columns = scanColumns(Buffer.from(buffer, byteOffset, byteLength), name);
    answer = { id, kind: "scanned", bytes, columns };
    moved.push(buffer, columns.versions.cells.buffer, columns.times.cells.buffer, columns.texts.buffer);
  } catch (error) {
    answer = { id, kind: "failed", error: toErrorRecord(error) };
  }
  parentPort?.postMessage(answer, moved);
});
