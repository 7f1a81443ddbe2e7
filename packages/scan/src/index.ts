export { scanSeverities } from "./scan-finding.ts";
export type { ScanFinding, ScanFindingKind, ScanFix, ScanSeverity } from "./scan-finding.ts";
export type {
  ScannedGraph,
  ScanOrigin,
  ScanReport,
  SuppressedFinding,
  SuppressionCause,
  UnreadFile,
} from "./scan-report.ts";
