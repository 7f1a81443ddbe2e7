// Brings a clone to the point where everything runs: dependencies and build, and for --test the clients under test.
// Runs before anything is installed, so it uses nothing but Node itself.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Installs and builds what is stale. Ends the process with a message when something cannot be done. */
export function setUp({ forTests }) {
  requireNode();
  install(root, "Installing dependencies (no install scripts run)");
  build();
  if (forTests)
    install(join(root, "tests", "clients"), "Installing the package managers that the tests drive");
}

function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Lockkeeper needs Node 20.19 or newer: this is ${process.versions.node}`);
}

function install(folder, message) {
  const lockfile = join(folder, "package-lock.json");
  if (!existsSync(lockfile)) return;
  const stamp = join(folder, "node_modules", ".lockkeeper-setup");
  const wanted = createHash("sha256").update(readFileSync(lockfile)).update(process.version).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say(`${message} …`);
  run(npm(), ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

function build() {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  if (!existsSync(join(root, "packages", "cli", "dist", "main.js"))) say("Building …");
  run([process.execPath, compiler], ["-b"], root);
}

/** npm tells its path to the scripts it runs; without it the one on PATH serves. */
function npm() {
  const fromNpm = process.env.npm_execpath;
  if (fromNpm?.endsWith("npm-cli.js")) return [process.execPath, fromNpm];
  return [process.platform === "win32" ? "npm.cmd" : "npm"];
}

function run([command, ...first], args, cwd) {
  const { status, error, stdout, stderr } = spawnSync(command, [...first, ...args], {
    cwd,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (status === 0) return;
  fail(
    `"${[command, ...first, ...args].join(" ")}" failed in ${cwd}\n${error?.message ?? ""}${stdout}${stderr}`,
  );
}

function say(message) {
  process.stderr.write(`lockkeeper: ${message}\n`);
}

function fail(message) {
  process.stderr.write(`lockkeeper: ${message}\n`);
  process.exit(2);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp({ forTests: process.argv.includes("--test") });
