import { resolve } from "node:path";

import { renderInstant } from "@lockkeeper/core";
import type { RestoreReport } from "@lockkeeper/store";

import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { showForeign } from "../foreign-text.ts";
import { createQuietLogger } from "../settings.ts";
import { count } from "../table.ts";

interface DbRestoreInput {
  readonly data: string | undefined;
  readonly backup: string;
}

interface Restored extends RestoreReport {
  readonly dataFolder: string;
}

/** `db restore`: puts a backup in the place of what a data folder holds. */
export const dbRestoreCommand: CommandModule<DbRestoreInput, Restored> = {
  run: restore,
  views: {
    person: ({ dataFolder, manifest, verification, replaced }) =>
      [
        `Restored ${showForeign(dataFolder)} to ${renderInstant(manifest.createdAt)}: ${count(verification.rows, "row")} of the ledger, verified.\n`,
        replaced === undefined ? "" : `  What was there is kept in ${showForeign(replaced)}.\n`,
        "  Tokens and exceptions are as they were then: revoke again what was revoked since.\n",
        "  Not in a backup: secrets.yaml, caches, the intelligence index. Run: npx --no lockkeeper intel update\n",
      ].join(""),
    json: ({ dataFolder, manifest, verification, replaced }) => ({
      dataFolder,
      createdAt: renderInstant(manifest.createdAt),
      version: manifest.version,
      files: manifest.files.length,
      rows: verification.rows,
      head: manifest.ledger.head,
      replaced: replaced ?? null,
    }),
  },
};

async function* restore({ data, backup }: DbRestoreInput, environment: Environment): AsyncIterable<Restored> {
  const dataFolder = dataFolderOf(data, environment);
  const engine = await environment.engine();
  const running = await engine.runningServer(dataFolder);
  if (running !== undefined) {
    throw new CliError("CLI_SERVER_RUNS", {
      message: `Cannot restore into "${dataFolder}" as process ${running.pid} serves from it at ${running.url}`,
      hint: "Stop that server first, or restore into another folder with --data.",
    });
  }
  const { openDataFolder, restoreBackup } = await import("@lockkeeper/store");
  const folder = await openDataFolder(dataFolder, { isForRestore: true });
  const report = await restoreBackup(folder, resolve(environment.cwd, backup), {
    clock: environment.clock,
    logger: createQuietLogger(environment),
  });
  yield { ...report, dataFolder: folder.root };
}
