import type { TokenStore } from "@lockkeeper/store";

import { dataFolderOf } from "./data-folder.ts";
import type { Environment } from "./environment.ts";
import { createQuietLogger } from "./settings.ts";

/** Opens the tokens of the data folder for one piece of work and closes them, whatever happens. Throws `STORE_*`. */
export async function withTokens<Result>(
  data: string | undefined,
  environment: Environment,
  work: (tokens: TokenStore) => Promise<Result> | Result,
): Promise<Result> {
  const { openDataFolder, openTokenStore } = await import("@lockkeeper/store");
  const folder = await openDataFolder(dataFolderOf(data, environment));
  const tokens = await openTokenStore(folder, {
    clock: environment.clock,
    logger: createQuietLogger(environment),
  });
  try {
    return await work(tokens);
  } finally {
    tokens.close();
  }
}
