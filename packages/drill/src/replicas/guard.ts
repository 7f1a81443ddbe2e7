/**
 * The guard of every inert payload, and of every honest look-alike so that it is no sign of malice. It refuses unless
 * the environment variable `LOCKKEEPER_DRILL_GUARD` names a folder below the system's temporary folder that holds a file
 * `lockkeeper-drill-guard`. It then leaves a folder `marker` there, and lets the code behind it go on only where that folder
 * is the home folder too: whatever the code would touch at home is then inside the folder that was given.
 */
const guardBody = `  const folder = process.env.LOCKKEEPER_DRILL_GUARD;
  if (!folder || !guardFs.existsSync(guardPath.join(folder, "lockkeeper-drill-guard"))) return false;
  const real = guardFs.realpathSync(folder);
  if (!real.startsWith(guardFs.realpathSync(guardOs.tmpdir()) + guardPath.sep)) return false;
  guardFs.mkdirSync(guardPath.join(real, "marker"), { recursive: true });
  return guardOs.homedir() === real;
`;

/** The guard as a function `invited` of a CommonJS file. */
export const commonGuard: string = `function invited() {
  const guardFs = require("fs");
  const guardOs = require("os");
  const guardPath = require("path");
${guardBody}}
`;

/** The guard as a function `invited` of an ES module. */
export const moduleGuard: string = `import * as guardFs from "node:fs";
import * as guardOs from "node:os";
import * as guardPath from "node:path";

function invited() {
${guardBody}}
`;

/** The guard as a function `invited` of code for browsers and Node, where a browser is always refused. */
export const browserGuard: string = `function invited() {
  if (typeof process === "undefined" || typeof require === "undefined") return false;
  const guardFs = require("fs");
  const guardOs = require("os");
  const guardPath = require("path");
${guardBody}}
`;

const shellTest =
  '[ -f "$LOCKKEEPER_DRILL_GUARD/lockkeeper-drill-guard" ] && [ "$HOME" = "$LOCKKEEPER_DRILL_GUARD" ]';

/** The first line of a shell script, which leaves at once unless the guard holds. */
export const shellGuard: string = `${shellTest} || exit 0\n`;

/** A command of a lifecycle script behind the guard. */
export function guardCommand(command: string): string {
  return `if ${shellTest}; then ${command}; fi`;
}

/** The first line of a batch file, which leaves at once unless the guard holds. */
export const batchGuard: string =
  'if not exist "%LOCKKEEPER_DRILL_GUARD%\\lockkeeper-drill-guard" exit /b 0\r\nif not "%USERPROFILE%"=="%LOCKKEEPER_DRILL_GUARD%" exit /b 0\r\n';

/** The first lines of a PowerShell script, which leaves at once unless the guard holds. */
export const powershellGuard: string =
  'if (-not (Test-Path "$env:LOCKKEEPER_DRILL_GUARD\\lockkeeper-drill-guard")) { exit 0 }\nif ($HOME -ne $env:LOCKKEEPER_DRILL_GUARD) { exit 0 }\n';

/** The first lines of a Python script, which leaves at once unless the guard holds. */
export const pythonGuard: string = `import os, sys

guard = os.environ.get("LOCKKEEPER_DRILL_GUARD", "")
if not guard or not os.path.exists(os.path.join(guard, "lockkeeper-drill-guard")) or os.path.expanduser("~") != guard:
    sys.exit(0)
`;

/** A CommonJS file whose every effect stands behind the guard. */
export function commonScript(body: string): string {
  return `${commonGuard}\nif (invited()) {\n${indent(body)}\n}\n`;
}

/** An ES module whose imports come first and whose every effect stands behind the guard. */
export function moduleScript(imports: string, body: string): string {
  return `${imports.trim()}\n${moduleGuard}\nif (invited()) {\n${indent(body)}\n}\n`;
}

function indent(body: string): string {
  return body.trim().replaceAll(/^(?=.)/gm, "  ");
}
