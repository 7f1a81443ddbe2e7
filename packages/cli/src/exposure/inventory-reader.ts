import { collectInventory, inventoryStatement } from "@lockkeeper/exposure";
import type { EvidenceItem } from "@lockkeeper/exposure";
import { openDataFolder, openInventoryReader } from "@lockkeeper/store";

import { isThere } from "../bounded-file.ts";
import type { ChannelContext, ChannelReader } from "./channel-reader.ts";

/** What was remembered of places in the data folder. */
export const inventoryReader: ChannelReader = { statement: inventoryStatement, read: readInventory };

async function* readInventory({ dataFolder, question }: ChannelContext): AsyncIterable<EvidenceItem> {
  if (!(await isThere(dataFolder))) return;
  const reader = await openInventoryReader(await openDataFolder(dataFolder));
  try {
    yield* collectInventory(question, reader);
  } finally {
    reader.close();
  }
}
