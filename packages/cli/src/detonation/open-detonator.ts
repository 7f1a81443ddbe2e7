import { join } from "node:path";

import { createDetonator } from "@lockkeeper/detonate/detonator";
import type { Detonator } from "@lockkeeper/detonate/detonator";

import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";

/** A detonator whose emulator is being started, and where it keeps its first machine. */
export interface StartedDetonator {
  readonly cacheFolder: string;
  readonly detonator: Detonator;
}

/** Starts an emulator, unless the one that was started with the process is the same. */
export async function startDetonator(
  data: string | undefined,
  environment: Environment,
): Promise<StartedDetonator> {
  const cacheFolder = join(dataFolderOf(data, environment), "emulator");
  const { startedDetonator: started } = environment;
  if (started?.cacheFolder === cacheFolder) return started;
  await started?.detonator.close();
  const detonator = createDetonator({ threads: environment.processors > 0 ? 1 : 0, cacheFolder });
  detonator.prepare();
  return { cacheFolder, detonator };
}

/** The data folder that a command line names, before anything of the command line is read. */
export function dataFlagOf(argv: readonly string[]): string | undefined {
  const at = argv.findLastIndex((word) => word === "--data" || word.startsWith("--data="));
  const word = argv[at];
  return word === "--data" ? argv[at + 1] : word?.slice("--data=".length);
}
