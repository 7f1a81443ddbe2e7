export { ExposureError } from "./errors.ts";
export { exposureGrades } from "./grade.ts";
export type { ExposureGrade } from "./grade.ts";
export type {
  ChannelName,
  ChannelStatement,
  EvidenceItem,
  ExposedPlace,
  Observation,
  ObservationKind,
  ObservedTime,
  UnreadableEvidence,
} from "./observation.ts";
export type { ExposureQuestion, ExposureTarget, ExposureWindow } from "./question.ts";
