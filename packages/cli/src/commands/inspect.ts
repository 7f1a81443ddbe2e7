import type { Verdict } from "@lockkeeper/core";

import type { CommandModule } from "../command.ts";
import type { ExitCode } from "../exit-code.ts";
import { inspectAll } from "../inspection/inspect-session.ts";
import type { InspectInput, InspectItem } from "../inspection/inspect-session.ts";
import type { DecidedSubject } from "../inspection/output-file.ts";
import { toInspectionLine } from "../inspection/inspection-line.ts";
import { renderTally } from "../reports/tally.ts";
import { renderInspection } from "../views/inspection.ts";

/** Creates `inspect`: whether versions are safe to let in, and why not. */
export function createInspectCommand({
  output: { detail },
  failOn,
}: InspectInput): CommandModule<InspectInput, InspectItem> {
  return {
    run: inspectAll,
    views: {
      person(item, context) {
        if (item.kind === "document") return item.text;
        const gap = context.isFirst ? "" : "\n";
        if (item.kind === "summary") return `${gap}${renderTally(item.tally, item.refusedCount)}\n`;
        const isSilent = item.kind === "resumed" || !item.isPrinted;
        return isSilent ? "" : `${gap}${renderInspection(item.report, context, detail)}`;
      },
      json: (item) => (item.kind === "report" && item.isPrinted ? toInspectionLine(item.report) : undefined),
    },
    exitCode(item) {
      if (item.kind === "report") return exitCodeOf(item.report, failOn);
      return item.kind === "resumed" ? exitCodeOf(item.decided, failOn) : 0;
    },
  };
}

/** Unless told, what the policy withholds; and what is an attack, which only an exception excuses. */
function exitCodeOf({ verdict, policy }: DecidedSubject, failOn: InspectInput["failOn"]): ExitCode {
  if (failOn !== undefined || policy === undefined) return exitCodeOfVerdict(verdict, failOn ?? "hold");
  const { effect, clause, exception } = policy;
  if (exception !== undefined && (effect === "allow" || effect === "warn")) return 0;
  if (verdict === "unknown" && clause === "unknown") return 3;
  const isWithheld = effect === "hold" || effect === "block";
  return isWithheld || verdict === "block" ? 1 : exitCodeOfVerdict(verdict, "block");
}

function exitCodeOfVerdict(verdict: Verdict, failOn: "hold" | "block"): ExitCode {
  if (verdict === "unknown") return 3;
  return verdict === "block" || verdict === failOn ? 1 : 0;
}
