import type { Verdict } from "@lockkeeper/core";

import type { CommandModule } from "../command.ts";
import type { ExitCode } from "../exit-code.ts";
import { inspectAll } from "../inspection/inspect-session.ts";
import type { InspectInput, InspectItem } from "../inspection/inspect-session.ts";
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
        if (item.kind === "summary") return `${gap}${renderTally(item.tally)}\n`;
        const isSilent = item.kind === "resumed" || !item.isPrinted;
        return isSilent ? "" : `${gap}${renderInspection(item.report, context, detail)}`;
      },
      json: (item) => (item.kind === "report" && item.isPrinted ? toInspectionLine(item.report) : undefined),
    },
    exitCode(item) {
      if (item.kind === "report") return exitCodeFor(item.report.verdict, failOn);
      return item.kind === "resumed" ? exitCodeFor(item.verdict, failOn) : 0;
    },
  };
}

function exitCodeFor(verdict: Verdict, failOn: InspectInput["failOn"]): ExitCode {
  if (verdict === "unknown") return 3;
  return verdict === "block" || verdict === failOn ? 1 : 0;
}
