import { join } from "node:path";

import { collectGitHistory, gitHistoryStatement } from "@lockkeeper/exposure";
import type { EvidenceItem, ExposedPlace } from "@lockkeeper/exposure";

import { isThere } from "../bounded-file.ts";
import { showForeign } from "../foreign-text.ts";
import type { ChannelContext, ChannelReader } from "./channel-reader.ts";
import { findRepositories } from "./evidence-places.ts";
import { createGitRunner } from "./git-process.ts";
import { createHistoryCache } from "./history-cache.ts";

const progressStep = 200;

/** The histories of the repositories below the folders, read by the git that is installed and never checked out. */
export const gitHistoryReader: ChannelReader = { statement: gitHistoryStatement, read: readHistories };

async function* readHistories(context: ChannelContext): AsyncIterable<EvidenceItem> {
  const { question, dataFolder, environment, tell } = context;
  const git = createGitRunner(environment);
  for (const { folder, gitFolder } of await findRepositories(await context.tree())) {
    const where: ExposedPlace = { kind: "repository", id: folder };
    const shown = showForeign(folder);
    tell(`reading the history of ${shown}`);
    yield* collectGitHistory(question, {
      git,
      gitFolder,
      where,
      cache: createHistoryCache(dataFolder, gitFolder),
      hasModule: (path) => isThere(join(folder, ...path.split("/"), ".git")),
      onProgress(done, all) {
        if (done % progressStep === 0)
          tell(`reading the history of ${shown}: ${String(done)} of ${String(all)} lockfiles`);
      },
    });
  }
}
