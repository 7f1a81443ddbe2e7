import type { PlantedGrade, PlantedTruth } from "./organisation.ts";

/** What an answer says of one place and version, as far as it is held against the truth. */
export interface AnsweredRow {
  readonly where: { readonly kind: string; readonly id: string };
  readonly what: string;
  readonly grade: PlantedGrade;
  readonly evidence: readonly { readonly ref: string }[];
  readonly unreadable: readonly { readonly ref: string }[];
}

/** How an answer about one place is beside the truth. */
export type AnswerVerdict =
  | "right"
  | "missed"
  | "false alarm"
  | "false confirmed"
  | "shown as clean"
  | "graded too high"
  | "graded too low";

/** A truth with what was answered. */
export interface ComparedTruth {
  readonly truth: PlantedTruth;
  /** The worst grade of all rows that speak of the place; `none` where none does. */
  readonly grade: PlantedGrade;
  readonly verdict: AnswerVerdict;
}

/** An answer held against what is true. */
export interface ComparedAnswer {
  readonly truths: readonly ComparedTruth[];
  /** Rows that accuse a place of which nothing was planted. */
  readonly strangers: readonly AnsweredRow[];
}

const order: readonly PlantedGrade[] = [
  "executed",
  "fetched",
  "locked",
  "could-have-resolved",
  "unreadable",
  "none",
];

/** Holds an answer against the truth of an organisation, place by place. */
export function compareAnswer(truths: readonly PlantedTruth[], rows: readonly AnsweredRow[]): ComparedAnswer {
  const claimed = new Set<AnsweredRow>();
  const compared = truths.map((truth) => {
    const own = rows.filter((row) => speaksOf(row, truth.place));
    for (const row of own) claimed.add(row);
    const grade = own.map((row) => row.grade).reduce(worse, "none");
    return { truth, grade, verdict: verdictOn(grade, truth.grades) };
  });
  const strangers = rows.filter((row) => !claimed.has(row) && rank(row.grade) < rank("unreadable"));
  return { truths: compared, strangers };
}

function speaksOf({ where, evidence, unreadable }: AnsweredRow, place: string): boolean {
  if (isOf(where.id, place)) return true;
  return [...evidence, ...unreadable].some(({ ref }) => isOf(ref, place));
}

/** A place's name must not be found inside another one's that begins alike. */
function isOf(text: string, place: string): boolean {
  const at = text.indexOf(place);
  const next = text[at + place.length];
  return at >= 0 && (next === undefined || !/[\w.-]/.test(next));
}

function worse(left: PlantedGrade, right: PlantedGrade): PlantedGrade {
  return rank(left) <= rank(right) ? left : right;
}

function rank(grade: PlantedGrade): number {
  return order.indexOf(grade);
}

function verdictOn(grade: PlantedGrade, wanted: readonly PlantedGrade[]): AnswerVerdict {
  if (wanted.includes(grade)) return "right";
  if (grade === "none" && wanted.includes("unreadable")) return "shown as clean";
  if (grade === "none" || grade === "unreadable") return "missed";
  if (wanted.includes("none")) return rank(grade) <= rank("fetched") ? "false confirmed" : "false alarm";
  return rank(grade) < Math.min(...wanted.map(rank)) ? "graded too high" : "graded too low";
}
