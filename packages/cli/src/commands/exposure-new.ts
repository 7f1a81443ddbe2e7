import type { CommandModule } from "../command.ts";
import { tellLate } from "../exposure/late-session.ts";
import type { LateInput, LateItem } from "../exposure/late-session.ts";
import { lateLine, renderLateItem } from "../views/late-exposure.ts";

/** `exposure --new`: who had what turned out to be bad since somebody was last told. */
export const newExposureCommand: CommandModule<LateInput, LateItem> = {
  run: tellLate,
  views: { person: renderLateItem, json: lateLine },
  exitCode: (item) => (item.kind === "late" ? 1 : 0),
};
