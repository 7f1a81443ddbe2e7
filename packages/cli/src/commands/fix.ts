import type { CommandModule } from "../command.ts";
import type { ExitCode } from "../exit-code.ts";
import { fixAll } from "../repair/fix-session.ts";
import type { FixInput, RepairItem } from "../repair/fix-input.ts";
import { renderRepairItem, repairItemJson } from "../views/repair.ts";

/** `scan --fix`: makes the smallest safe changes that repair what a scan finds. */
export const fixCommand: CommandModule<FixInput, RepairItem> = {
  run: fixAll,
  views: { person: renderRepairItem, json: repairItemJson },
  exitCode: exitCodeOfRepair,
};

/** What a new scan would say; a repair that could not be finished is no success. */
export function exitCodeOfRepair(item: RepairItem): ExitCode {
  if (item.kind !== "result") return 0;
  if (item.isFailing) return 1;
  return item.isUnfinished ? 3 : 0;
}
