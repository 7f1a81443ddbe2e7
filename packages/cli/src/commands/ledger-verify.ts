import { renderInstant, unreachable } from "@lockkeeper/core";
import type { LedgerAnchor, LedgerVerification } from "@lockkeeper/store";

import type { CommandModule, ViewContext } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { showForeign } from "../foreign-text.ts";
import { count } from "../table.ts";

interface LedgerVerifyInput {
  readonly data: string | undefined;
  /** A head that was noted elsewhere. */
  readonly head: string | undefined;
}

const headForm = /^[0-9a-f]{64}$/;

/** `ledger verify`: recomputes the ledger's hash chain. */
export const ledgerVerifyCommand: CommandModule<LedgerVerifyInput, LedgerVerification> = {
  run: verifyLedger,
  views: { person: renderVerification, json: verificationLine },
  exitCode: ({ kind }) => (kind === "intact" ? 0 : 1),
};

async function* verifyLedger(
  { data, head }: LedgerVerifyInput,
  environment: Environment,
): AsyncIterable<LedgerVerification> {
  if (head !== undefined && !headForm.test(head)) {
    throw new CliError("CLI_USAGE", {
      message: `Cannot look for the head "${showForeign(head, 80)}" as it is no hash of 64 hexadecimal digits`,
      hint: "Take it from `ledger head`.",
    });
  }
  const { openDataFolder, openLedgerReader } = await import("@lockkeeper/store");
  const reader = await openLedgerReader(await openDataFolder(dataFolderOf(data, environment)));
  try {
    yield await reader.verify(head);
  } finally {
    await reader.close();
  }
}

function renderVerification(found: LedgerVerification, { style }: ViewContext): string {
  const amount = `${count(found.rows, "row")} in ${count(found.batches, "batch", "batches")}`;
  switch (found.kind) {
    case "intact": {
      const noted =
        found.noted === undefined
          ? ""
          : `  The noted head is in it: it ended row ${found.noted.lastSeq}; ${amountAfter(found)}.\n`;
      return `${style.green("intact")}: ${amount}, head ${found.head}\n${renderPruned(found.pruned)}${noted}`;
    }
    case "cut-off":
      return [
        `${style.red("cut off")}: ${amount} are whole in themselves, but none ends with the noted head: newer rows were removed, or everything was replaced\n`,
        found.pruned === undefined
          ? ""
          : "  A head from before the last prune, and not its end, cannot be found either.\n",
        `  head ${found.head}\n${renderPruned(found.pruned)}`,
      ].join("");
    case "broken":
      return [
        `${style.red("broken")}: batch ${found.batch} (rows ${found.firstSeq} to ${found.lastSeq}): ${found.detail}\n`,
        `  ${amount} before it are intact.\n`,
      ].join("");
    default:
      return unreachable(found);
  }
}

function amountAfter({ noted, pruned, rows }: LedgerVerification & { readonly kind: "intact" }): string {
  const after = (pruned?.point.lastSeq ?? 0) + rows - (noted?.lastSeq ?? 0);
  return after === 0 ? "nothing came after it" : `${count(after, "row")} came after it`;
}

function renderPruned(pruned: LedgerAnchor | undefined): string {
  if (pruned === undefined) return "";
  const [from, to, on] = [pruned.firstAt, pruned.lastAt, pruned.prunedAt].map((at) => renderInstant(at));
  return `  Verified from row ${pruned.point.lastSeq + 1} on; ${count(pruned.rows, "row")} from ${from} to ${to} were pruned, last on ${on}.\n`;
}

function verificationLine(found: LedgerVerification): object {
  if (found.kind === "broken") return found;
  const { kind, rows, batches, head, pruned } = found;
  const noted = found.kind === "intact" ? (found.noted ?? null) : null;
  return { kind, rows, batches, head, pruned: prunedLine(pruned), noted };
}

/** What was pruned, for programs. */
export function prunedLine(pruned: LedgerAnchor | undefined): object | null {
  if (pruned === undefined) return null;
  const { point, rows, firstAt, lastAt, prunedAt } = pruned;
  return {
    rows,
    head: point.hash,
    firstAt: renderInstant(firstAt),
    lastAt: renderInstant(lastAt),
    prunedAt: renderInstant(prunedAt),
  };
}
