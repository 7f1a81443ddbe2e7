#!/usr/bin/env node
// Brings this clone of Lockkeeper to the point where it runs, then scans the folder that it was started in.
// Everything after its own name goes to `lockkeeper scan`; the exit code is that of the scan.
// LOCKKEEPER_ADVISORIES=true fetches advisories before it; a scan alone asks nobody, and knows those of its data folder.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, "packages", "cli", "bin", "lockkeeper.js");

run([join(root, "scripts", "setup.mjs")]);
if (process.env.LOCKKEEPER_ADVISORIES === "true") updateAdvisories();
run([program, "scan", ...process.argv.slice(2)]);

/** What was known before stays in force when a feed fails, and the scan says how old it is. */
function updateAdvisories() {
  const { status } = spawnSync(process.execPath, [program, "intel", "update"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) process.stderr.write("lockkeeper: advisories were not updated, or not all of them\n");
}

/** Runs Node with arguments and ends with its exit code when that is not 0. */
function run(args) {
  const { status, error } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (error !== undefined) process.stderr.write(`lockkeeper: ${error.message}\n`);
  if (status !== 0) process.exit(status ?? 3);
}
