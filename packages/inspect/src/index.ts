export type { Inspection, InspectionEngine } from "./inspection.ts";
