import type { CommandModule } from "../command.ts";
import type { RepairItem, UpdateInput } from "../repair/fix-input.ts";
import { updateAll } from "../repair/update-session.ts";
import { renderRepairItem, repairItemJson } from "../views/repair.ts";
import { exitCodeOfRepair } from "./fix.ts";

/** `update`: takes newer versions of dependencies, as far as policy, trust and advisories let it. */
export const updateCommand: CommandModule<UpdateInput, RepairItem> = {
  run: updateAll,
  views: {
    // What is left to find is a matter of scan.
    person: (item, context) => (item.kind === "result" ? "" : renderRepairItem(item, context)),
    json: repairItemJson,
  },
  exitCode: exitCodeOfRepair,
};
