import { readdirSync, statSync } from "node:fs";

import { guestFolder } from "./guest-files.ts";

const engineFolder = new URL(".", import.meta.url);
const running = /(?<!\.test|\.d)\.[jt]s$/;

/**
 * Describes the files that decide what is in the memory of a machine that was just made, the guest's and the engine's own, by their
 * sizes and times: whoever writes one changes them, and reading hundreds of files takes as long as a run. The manifest's version
 * tells releases apart whose files all have the same time.
 */
export function describeFilesOfModel(guestPaths: readonly string[]): string {
  const own = readdirSync(engineFolder).filter((name) => running.test(name));
  return [
    ...guestPaths.map((path) => describe(path, new URL(path, guestFolder))),
    ...own.toSorted().map((name) => describe(name, new URL(name, engineFolder))),
  ].join("\n");
}

function describe(name: string, place: URL): string {
  const { size, mtimeMs, ctimeMs } = statSync(place);
  return [name, size, mtimeMs, ctimeMs].join(" ");
}
