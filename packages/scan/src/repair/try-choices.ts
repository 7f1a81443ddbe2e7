import type { ChoiceGoal, VersionChoice } from "./choose-version.ts";
import { stepOf } from "./choose-version.ts";
import type { WorkedRequest } from "./worked-request.ts";
import type { RepairRisk } from "./repair.ts";

/** What choices are tried for. */
export interface TryQuestion {
  readonly from: string;
  readonly goal: ChoiceGoal;
}

type Worked = Extract<WorkedRequest, { readonly kind: "worked" }>;

const maxTried = 6;
const maxCompared = 3;
const risks: readonly RepairRisk[] = ["low", "moderate", "high"];

/**
 * Tries versions in their order. One that its inspection forbids makes room for the next; of those that are otherwise as
 * good, and near, the one that drifts least is taken. `undefined` where there is none to try.
 */
export function tryChoices(
  choices: readonly VersionChoice[],
  attempt: (choice: VersionChoice) => WorkedRequest,
  question: TryQuestion,
): WorkedRequest | undefined {
  const made: { readonly choice: VersionChoice; readonly worked: Worked }[] = [];
  let refusal: WorkedRequest | undefined;
  for (const choice of choices.slice(0, maxTried)) {
    const [first] = made;
    if (first !== undefined && !isAlike(first.choice, choice, question)) break;
    const worked = attempt(choice);
    if (worked.kind === "wanting") return worked;
    if (worked.kind === "worked") made.push({ choice, worked });
    else refusal ??= worked;
    if (isEnough(worked, question.goal) || made.length >= maxCompared) break;
  }
  const least = Math.min(...made.map(({ worked }) => driftOf(worked)));
  return made.find(({ worked }) => driftOf(worked) === least)?.worked ?? refusal;
}

/** Whether nothing but their drift tells two versions apart that matters. */
function isAlike(left: VersionChoice, right: VersionChoice, { from }: TryQuestion): boolean {
  return (
    left.weight === right.weight &&
    left.isInRange === right.isInRange &&
    left.isWarned === right.isWarned &&
    (stepOf(from, left.version) === "major") === (stepOf(from, right.version) === "major")
  );
}

/**
 * Who wants what is newer wants what is new in it as well, but for what an attack would need. Another version does not
 * help where the lockfile or the project is the obstacle.
 */
function isEnough(worked: WorkedRequest, goal: ChoiceGoal): boolean {
  if (worked.kind === "worked") return driftOf(worked) <= (goal === "newer" ? 1 : 0);
  return !(worked.kind === "refused" && worked.isForbidden === true);
}

function driftOf({ drift }: Worked): number {
  return drift === undefined ? 0 : risks.indexOf(drift.risk);
}
