import { join } from "node:path";

import type { EngineSettings } from "./settings.ts";

/** Where the emulator keeps its first machine for the next process: the place that `detonate` uses too. */
export function emulatorFolderOf({ dataFolder }: Pick<EngineSettings, "dataFolder">): string {
  return join(dataFolder, "emulator");
}
