import type { ScanReport } from "@lockkeeper/scan";

import type { CommandModule } from "../command.ts";
import type { ExitCode } from "../exit-code.ts";
import type { ScanInput, ScanItem } from "../scan/scan-input.ts";
import { toScanLine } from "../scan/scan-line.ts";
import { isFailing, scanAll } from "../scan/scan-session.ts";
import { renderScanReport, renderScanSummary } from "../views/scan.ts";

/** Creates `scan`: what a project runs, whether any of it is bad, unpinned or unverified, and what repairs it. */
export function createScanCommand({
  failOn,
  targets,
  isShowingAccepted,
}: ScanInput): CommandModule<ScanInput, ScanItem> {
  let worst: ExitCode = 0;
  return {
    run: scanAll,
    views: {
      person(item, context) {
        if (item.kind === "document") return item.text;
        if (item.kind === "summary") return item.isPrinted ? renderScanSummary(item.summary, context) : "";
        return renderScanReport(item.report, context, { isAlone: targets.length > 1, isShowingAccepted });
      },
      json: (item) => (item.kind === "report" ? toScanLine(item.report, item.origin) : undefined),
    },
    exitCode(item) {
      if (item.kind === "report") return exitCodeOfReport(item.report, failOn);
      if (item.kind === "summary") worst = exitCodeOfCounts(item.summary, failOn);
      return worst;
    },
  };
}

function exitCodeOfReport({ findings, unread }: ScanReport, failOn: ScanInput["failOn"]): ExitCode {
  if (findings.some(({ severity }) => isFailing(severity, failOn))) return 1;
  return unread.length > 0 ? 3 : 0;
}

/** Documents hold their reports back; the summary counts them all the same. */
function exitCodeOfCounts(
  { counts, unread }: Extract<ScanItem, { readonly kind: "summary" }>["summary"],
  failOn: ScanInput["failOn"],
): ExitCode {
  const severities = ["malware", "critical", "high", "moderate", "low", "info"] as const;
  if (severities.some((severity) => counts[severity] > 0 && isFailing(severity, failOn))) return 1;
  return unread > 0 ? 3 : 0;
}
