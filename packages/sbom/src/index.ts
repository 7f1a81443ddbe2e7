export type {
  BillGraph,
  BillInput,
  BillVulnerability,
  VexEntry,
  VexJustification,
  VexStatus,
} from "./bill-input.ts";
export { sbomLimits } from "./bill.ts";
export type { Bill, BillGap, BillGapReason, BillOrigin, SbomLimits } from "./bill.ts";
export { SbomError } from "./errors.ts";
export type { SbomErrorCode } from "./errors.ts";
export { looksLikeBill, parseBill } from "./parse-bill.ts";
export { parseReport } from "./parse-report.ts";
export { reportLimits } from "./statement.ts";
export type { ForeignReport, ForeignStatement } from "./statement.ts";
export { renderCycloneDx } from "./render-cyclonedx.ts";
export { renderOpenVex } from "./render-openvex.ts";
export type { OpenVexInput } from "./render-openvex.ts";
export { renderSpdx } from "./render-spdx.ts";
