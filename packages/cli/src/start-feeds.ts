import { join } from "node:path";

import type { Logger } from "@lockkeeper/core";
import type { FollowedSources } from "@lockkeeper/server";

import type { Environment } from "./environment.ts";
import { readProxySettings } from "./proxy-settings.ts";
import { updateOnThread } from "./threaded-feeds.ts";

/** What decides whether a server asks the feeds by itself. */
export interface FollowInput {
  readonly dataFolder: string;
  /** `--update-feeds`. */
  readonly isWanted: boolean;
}

/**
 * The feeds that a server asks by itself: the enabled ones, when the command line or feeds.yaml says so. Without that a
 * server opens no connection but to its registries. Throws `SERVER_BAD_FEEDS_FILE`.
 */
export async function readFollowedFeeds(
  { dataFolder, isWanted }: FollowInput,
  environment: Environment,
  logger: Logger,
): Promise<FollowedSources | undefined> {
  const { env, version } = environment;
  const engine = await environment.engine();
  const { openDataFolder } = await import("@lockkeeper/store");
  const { isAutomatic, sources } = await engine.readFeeds({
    feedsFile: join(dataFolder, "feeds.yaml"),
    env,
  });
  if (!isAutomatic && !isWanted) return undefined;
  const { intelFolder } = await openDataFolder(dataFolder);
  const settings = {
    folder: intelFolder,
    sources,
    isFull: false,
    allowsShrink: false,
    allowsOlder: false,
  };
  return {
    sources: sources.filter(({ isEnabled }) => isEnabled),
    update: (only, signal) =>
      updateOnThread(
        {
          settings: { ...settings, only },
          userAgent: `lockkeeper/${version}`,
          proxy: readProxySettings(env),
        },
        { logger, signal },
      ),
  };
}
