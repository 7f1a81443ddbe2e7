import { statSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

import Libsql from "libsql";

import { systemErrorCode } from "@lockkeeper/core";

import type { CheckpointSettings } from "./checkpoints.ts";

// Only `startCheckpoints` starts this file, with these.
const { file, everyMs, logBytes } = workerData as CheckpointSettings;
const connection = new Libsql(file);
const checkpoint = connection.prepare("PRAGMA wal_checkpoint(PASSIVE)").raw(true);

const timer = setInterval(() => {
  try {
    // What others are reading or writing is left for the next time.
    if (statSync(`${file}-wal`).size >= logBytes) checkpoint.all([]);
  } catch (error) {
    const code = systemErrorCode(error) ?? "";
    // The one that closes the database last removes the log; and whoever holds it, holds it for a moment.
    if (code === "ENOENT" || code.startsWith("SQLITE_BUSY")) return;
    parentPort?.postMessage(`${code} ${error instanceof Error ? error.message : String(error)}`, []);
  }
}, everyMs);

parentPort?.once("message", () => {
  clearInterval(timer);
  connection.close();
  parentPort?.close();
});
