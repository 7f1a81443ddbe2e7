#!/usr/bin/env node
// Brings this clone of Lockkeeper to the point where it runs, then scans the folder that it was started in.
// Everything after its own name goes to `lockkeeper scan`; the exit code is that of the scan.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, "packages", "cli", "bin", "lockkeeper.js");

run([join(root, "scripts", "setup.mjs")]);
run([program, "scan", ...process.argv.slice(2)]);

/** Runs Node with arguments and ends with its exit code when that is not 0. */
function run(args) {
  const { status, error } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (error !== undefined) process.stderr.write(`lockkeeper: ${error.message}\n`);
  if (status !== 0) process.exit(status ?? 3);
}
