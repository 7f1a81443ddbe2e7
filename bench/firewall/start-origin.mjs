import { fileURLToPath } from "node:url";

import { startChild } from "./child.mjs";

const script = fileURLToPath(new URL("origin.mjs", import.meta.url));

/** Starts the registry that stands behind the servers under measurement. */
export function startOrigin() {
  return startChild(process.execPath, [script], {
    readUrl: (line) => (line.startsWith("{") ? JSON.parse(line) : undefined),
  });
}
