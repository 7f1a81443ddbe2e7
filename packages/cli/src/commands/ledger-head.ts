import { renderInstant } from "@lockkeeper/core";
import type { LedgerHead } from "@lockkeeper/store";

import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";

/** `ledger head`: the hash to note elsewhere, so that a cut-off end shows later. */
export const ledgerHeadCommand: CommandModule<{ readonly data: string | undefined }, LedgerHead> = {
  run: readHead,
  views: {
    person: (head) =>
      head.at === undefined
        ? `${head.hash}  (an empty ledger)\n`
        : `${head.hash}  row ${head.lastSeq}, ${renderInstant(head.at)}\n`,
    json: ({ hash, batch, lastSeq, at }) => ({
      head: hash,
      batch,
      lastSeq,
      at: at === undefined ? null : renderInstant(at),
    }),
  },
};

async function* readHead(
  { data }: { readonly data: string | undefined },
  environment: Environment,
): AsyncIterable<LedgerHead> {
  const { openDataFolder, openLedgerReader } = await import("@lockkeeper/store");
  const reader = await openLedgerReader(await openDataFolder(dataFolderOf(data, environment)));
  try {
    yield reader.head();
  } finally {
    await reader.close();
  }
}
