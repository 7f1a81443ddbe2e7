/**
 * How sure it is that a place was hit, from worst to best (`docs/contracts.md`). `unreadable` says that a source which might
 * have told could not be read: it is never clean.
 */
export type ExposureGrade = "executed" | "fetched" | "locked" | "could-have-resolved" | "unreadable" | "none";

/** The grades from worst to best. */
export const exposureGrades: readonly ExposureGrade[] = [
  "executed",
  "fetched",
  "locked",
  "could-have-resolved",
  "unreadable",
  "none",
];
