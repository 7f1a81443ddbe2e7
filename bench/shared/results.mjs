import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** Where a benchmark's figures go unless told. */
export function resultsPath(name) {
  return fileURLToPath(new URL(`../results/${name}.json`, import.meta.url));
}

/** Writes figures as JSON. */
export function writeFigures(path, figures) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ schema: 1, ...figures }, null, 2)}\n`);
}

/** Progress goes to stderr; tables alone to stdout. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}
