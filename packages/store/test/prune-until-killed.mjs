// Prunes the ledger of a data folder and prints how many rows are gone, until it is killed.
import { writeSync } from "node:fs";

import { openDataFolder, openStore } from "../dist/index.js";

const [root, before] = process.argv.slice(2);
const instruments = { clock: { now: () => 1000 }, logger: { log: () => undefined } };
const store = await openStore(await openDataFolder(root), instruments);
await store.retention.prune({
  before: Number(before),
  isAlone: true,
  onProgress: (rows) => writeSync(1, `${rows}\n`),
});
await store.close();
