import { resolve } from "node:path";

import { renderInstant } from "@lockkeeper/core";
import type { BackupReport } from "@lockkeeper/store";

import { renderByteSize } from "../byte-size.ts";
import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { showForeign } from "../foreign-text.ts";
import { count } from "../table.ts";

interface DbBackupInput {
  readonly data: string | undefined;
  readonly target: string;
}

const progressBytes = 100_000_000;

/** `db backup`: writes a backup, also while a server runs. */
export const dbBackupCommand: CommandModule<DbBackupInput, BackupReport> = {
  run: backUp,
  views: {
    person: ({ path, bytes, files, ledger }) =>
      `${showForeign(path)}\n  ${renderByteSize(bytes)} with ${count(files, "file")}; ${count(ledger.lastSeq, "row")} of the ledger, head ${ledger.head}\n  Not in it: secrets.yaml, caches, the intelligence index.\n`,
    json: ({ path, bytes, files, createdAt, schema, ledger }) => ({
      path,
      bytes,
      files,
      createdAt: renderInstant(createdAt),
      databaseSchema: schema,
      ledger,
    }),
  },
};

async function* backUp(
  { data, target }: DbBackupInput,
  environment: Environment,
): AsyncIterable<BackupReport> {
  const { createBackup, openDataFolder } = await import("@lockkeeper/store");
  const folder = await openDataFolder(dataFolderOf(data, environment));
  let told = 0;
  yield await createBackup(folder, resolve(environment.cwd, target), {
    clock: environment.clock,
    version: environment.version,
    onProgress: (bytes) => {
      if (bytes - told < progressBytes) return;
      told = bytes;
      void environment.stderr.write(`read ${renderByteSize(bytes)} so far\n`);
    },
  });
}
