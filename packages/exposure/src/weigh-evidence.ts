import type { ExposureGrade } from "./grade.ts";
import type { Observation } from "./observation.ts";
import { isAfter, isBefore, spanOf, touches } from "./observed-span.ts";
import type { ExposureQuestion, ExposureTarget, ExposureWindow } from "./question.ts";

/** An observation with the grade that it supports by itself. */
export interface WeighedEvidence {
  readonly observation: Observation;
  readonly grade: ExposureGrade;
  /** Why it supports another grade than its kind would, or what is to be known of its time; one sentence. */
  readonly remark: string | undefined;
}

type Weight = Pick<WeighedEvidence, "grade" | "remark">;

/** The window that counts for a target: the person's own bounds, and the target's where there are none. */
export function windowFor({ window }: ExposureQuestion, target: ExposureTarget): ExposureWindow {
  return { since: window.since ?? target.window.since, until: window.until ?? target.window.until };
}

/** Says what grade one observation of a target supports. Pure. The rules are those of `docs/exposure.md`. */
export function weighEvidence(
  observation: Observation,
  target: ExposureTarget,
  question: ExposureQuestion,
): WeighedEvidence {
  const span = spanOf(observation);
  if (!span.isCurrent && !touches(span, question.window)) {
    return { observation, grade: "none", remark: "It lies outside the window that was asked about." };
  }
  return { observation, ...weigh(observation, target, windowFor(question, target)) };
}

function weigh(observation: Observation, target: ExposureTarget, window: ExposureWindow): Weight {
  switch (observation.kind) {
    case "executed":
      return { grade: "executed", remark: remarkOnTime(observation, target) };
    case "fetched":
    case "present":
      return { grade: "fetched", remark: remarkOnTime(observation, target) };
    case "resolved":
      return { grade: "locked", remark: remarkOnTime(observation, target) };
    case "locked":
      return weighLock(observation, target, window);
    case "accepts":
      return weighRange(observation, window);
    case "refused":
    case "clean":
      return { grade: "none", remark: undefined };
    default:
      return observation.kind satisfies never;
  }
}

/** Bytes that somebody has, and locks that stand, count whenever they came: time can only be remarked on. */
function remarkOnTime(observation: Observation, target: ExposureTarget): string | undefined {
  if (!isAfter(spanOf(observation), target.window)) return undefined;
  if (observation.kind === "locked") {
    return "It was locked after the registry had removed the version: only a cache or a copy can serve it.";
  }
  return observation.kind === "present"
    ? "It was put there after the registry had removed the version: a cache or a copy served it."
    : "It happened after the registry had removed the version: a cache or a proxy served it.";
}

function weighLock(observation: Observation, target: ExposureTarget, window: ExposureWindow): Weight {
  const span = spanOf(observation);
  if (span.isCurrent || touches(span, window))
    return { grade: "locked", remark: remarkOnTime(observation, target) };
  // No client can lock what does not exist yet, so the clock is wrong and tells nothing.
  if (isBefore(span, target.window)) {
    return {
      grade: "locked",
      remark: "The lock is dated before the version existed, so its times are not believed.",
    };
  }
  return {
    grade: "could-have-resolved",
    remark: "It was locked only outside the window in which the registry served the version.",
  };
}

function weighRange(observation: Observation, window: ExposureWindow): Weight {
  if (touches(spanOf(observation), window)) return { grade: "could-have-resolved", remark: undefined };
  return { grade: "none", remark: "The range stood there only outside the window." };
}
