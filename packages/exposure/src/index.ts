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
export { targetsOfAdvisory } from "./targets/targets-of-advisory.ts";
export type { AdvisorySubject } from "./targets/targets-of-advisory.ts";
export { targetsOfCampaign } from "./targets/targets-of-campaign.ts";
export { targetsOfSpecs } from "./targets/targets-of-specs.ts";
export { createTargetSet } from "./targets/target-set.ts";
export type { TargetSet } from "./targets/target-set.ts";
export { answerExposure } from "./answer-exposure.ts";
export type { AnswerProgress, ChannelOutcome, ExposureAnswer, ExposureChannel } from "./answer-exposure.ts";
export type { ExposureRow, GradedPlace } from "./grade-place.ts";
export type { Contradiction, ContradictionKind } from "./contradiction.ts";
export type { WeighedEvidence } from "./weigh-evidence.ts";
export { compareGrades, isAtLeast } from "./grade.ts";
