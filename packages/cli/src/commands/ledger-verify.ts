import type { LedgerVerification } from "@lockkeeper/store";

import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { count } from "../table.ts";

/** `ledger verify`: recomputes the ledger's hash chain. */
export const ledgerVerifyCommand: CommandModule<{ readonly data: string | undefined }, LedgerVerification> = {
  run: verifyLedger,
  views: {
    person: (found, { style }) =>
      found.kind === "intact"
        ? `${style.green("intact")}: ${count(found.rows, "row")} in ${count(found.batches, "batch", "batches")}, head ${found.head}\n`
        : [
            `${style.red("broken")}: batch ${found.batch} (rows ${found.firstSeq} to ${found.lastSeq}): ${found.detail}\n`,
            `  ${count(found.rows, "row")} in ${count(found.batches, "batch", "batches")} before it are intact.\n`,
          ].join(""),
    json: (found) => found,
  },
  exitCode: ({ kind }) => (kind === "intact" ? 0 : 1),
};

async function* verifyLedger(
  { data }: { readonly data: string | undefined },
  environment: Environment,
): AsyncIterable<LedgerVerification> {
  const { openDataFolder, openLedgerReader } = await import("@lockkeeper/store");
  const reader = await openLedgerReader(await openDataFolder(dataFolderOf(data, environment)));
  try {
    yield await reader.verify();
  } finally {
    await reader.close();
  }
}
