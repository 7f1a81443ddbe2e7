import { collectLedger, ledgerStatement } from "@lockkeeper/exposure";
import type { EvidenceItem } from "@lockkeeper/exposure";
import { openDataFolder, openLedgerReader } from "@lockkeeper/store";

import { isThere } from "../bounded-file.ts";
import type { ChannelContext, ChannelReader } from "./channel-reader.ts";

/** The firewall's ledger in the data folder, also while a server writes it. */
export const ledgerReader: ChannelReader = { statement: ledgerStatement, read: readLedger };

async function* readLedger({ dataFolder, question }: ChannelContext): AsyncIterable<EvidenceItem> {
  // A question must not make a data folder where no firewall ever ran.
  if (!(await isThere(dataFolder))) return;
  const reader = await openLedgerReader(await openDataFolder(dataFolder));
  try {
    yield* collectLedger(question, reader);
  } finally {
    await reader.close();
  }
}
