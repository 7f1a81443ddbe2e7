import { renderInstant, tryParseDuration } from "@lockkeeper/core";
import type { PruneReport } from "@lockkeeper/store";

import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { count } from "../table.ts";
import { withStore } from "../with-store.ts";
import { prunedLine } from "./ledger-verify.ts";

interface LedgerPruneInput {
  readonly data: string | undefined;
  readonly olderThan: string;
  readonly isDryRun: boolean;
}

interface Pruned extends PruneReport {
  readonly before: number;
  readonly isDryRun: boolean;
}

const dayMs = 86_400_000;
const progressRows = 25_000;

/** `ledger prune`: takes the oldest rows out, so that the rest still verifies. */
export const ledgerPruneCommand: CommandModule<LedgerPruneInput, Pruned> = {
  run: pruneLedger,
  views: {
    person: ({ rows, batches, keptRows, before, isDryRun }) =>
      `${isDryRun ? "Would prune" : "Pruned"} ${count(rows, "row")} in ${count(batches, "batch", "batches")}, all from before ${renderInstant(before)}; ${count(keptRows, "row")} stay.\n`,
    json: ({ rows, batches, keptRows, before, isDryRun, anchor }) => ({
      rows,
      batches,
      keptRows,
      before: renderInstant(before),
      dryRun: isDryRun,
      pruned: prunedLine(anchor),
    }),
  },
};

async function* pruneLedger(input: LedgerPruneInput, environment: Environment): AsyncIterable<Pruned> {
  const { isDryRun } = input;
  const before = environment.clock.now() - parseKeep(input.olderThan, "--older-than");
  const engine = await environment.engine();
  const running = await engine.runningServer(dataFolderOf(input.data, environment));
  const report = await withStore(input.data, environment, async ({ retention }) => {
    if (isDryRun) return retention.count(before);
    let told = 0;
    return await retention.prune({
      before,
      // A running server remembers the numbers of texts: those that no row needs any more go at its next start.
      isAlone: running === undefined,
      onProgress: (rows) => {
        if (rows - told < progressRows) return;
        told = rows;
        void environment.stderr.write(`pruned ${rows} rows so far\n`);
      },
    });
  });
  yield { ...report, before, isDryRun };
}

/** How long rows are kept, in milliseconds. Throws `CLI_USAGE` for what is no duration, or shorter than a day. */
export function parseKeep(text: string, flag: string): number {
  const ms = tryParseDuration(text);
  if (ms !== undefined && ms >= dayMs) return ms;
  throw new CliError("CLI_USAGE", {
    message: `Cannot use "${text.slice(0, 40)}" for ${flag} as it is no duration of a day or longer`,
    hint: `Write days, such as ${flag} 400d.`,
  });
}
