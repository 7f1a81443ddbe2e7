export type { Inspection, InspectionEngine } from "./inspection.ts";
export type { ComparedVersion, Comparison, Inspector } from "./inspector.ts";
export type { InspectionTarget, InspectOptions } from "./target.ts";
