/** A made-up organisation on the morning after the Axios compromise, with the truth of each of its places. */
export { createOrganisation } from "./create-organisation.ts";
export type { OrganisationScale } from "./create-organisation.ts";
export type { Organisation, OrganisationRequest, PlantedGrade, PlantedTruth } from "./organisation.ts";
export { writeOrganisation } from "./write-organisation.ts";
export type { RunGit } from "./write-organisation.ts";
export { compareAnswer } from "./compare-answer.ts";
export type { AnsweredRow, AnswerVerdict, ComparedAnswer, ComparedTruth } from "./compare-answer.ts";
