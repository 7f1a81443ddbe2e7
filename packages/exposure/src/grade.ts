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

/** Sorts grades, worst first. */
export function compareGrades(left: ExposureGrade, right: ExposureGrade): number {
  return exposureGrades.indexOf(left) - exposureGrades.indexOf(right);
}

/** The worst of several grades; `none` of no grade at all. */
export function worstGrade(grades: readonly ExposureGrade[]): ExposureGrade {
  return grades.toSorted(compareGrades)[0] ?? "none";
}

/** Whether one grade is as bad as another, or worse. */
export function isAtLeast(grade: ExposureGrade, least: ExposureGrade): boolean {
  return compareGrades(grade, least) <= 0;
}
