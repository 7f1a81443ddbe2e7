import type { CommandModule } from "../command.ts";
import type { ExitCode } from "../exit-code.ts";
import type { RespondInput, RespondItem } from "../respond/respond-input.ts";
import { respond } from "../respond/respond-session.ts";
import { renderRespondItem, respondItemJson } from "../views/respond.ts";

/** `respond`: what to do about an attack, in an order that does no harm. */
export const respondCommand: CommandModule<RespondInput, RespondItem> = {
  run: respond,
  views: { person: renderRespondItem, json: respondItemJson },
  exitCode: exitCodeOfRespond,
};

/** Clean is what a second look says; what nobody could read may hide something. */
function exitCodeOfRespond(item: RespondItem): ExitCode {
  if (item.kind !== "result") return 0;
  if (item.isUnfinished || item.recheck?.isClean === false) return 1;
  return (item.recheck?.unreadable.length ?? 0) > 0 ? 3 : 0;
}
