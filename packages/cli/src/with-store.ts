import type { Store } from "@lockkeeper/store";

import { dataFolderOf } from "./data-folder.ts";
import type { Environment } from "./environment.ts";
import { createQuietLogger } from "./settings.ts";

/** Opens the store of the data folder for one piece of work and closes it, whatever happens. Throws `STORE_*`. */
export async function withStore<Result>(
  data: string | undefined,
  environment: Environment,
  work: (store: Store) => Promise<Result> | Result,
): Promise<Result> {
  const { openDataFolder, openStore } = await import("@lockkeeper/store");
  const folder = await openDataFolder(dataFolderOf(data, environment));
  const store = await openStore(folder, { clock: environment.clock, logger: createQuietLogger(environment) });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
