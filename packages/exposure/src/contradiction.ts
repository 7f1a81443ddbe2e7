import type { Observation } from "./observation.ts";
import { isBefore, spanOf } from "./observed-span.ts";
import type { ExposureWindow } from "./question.ts";

/**
 * Two pieces of evidence that cannot both be right, or one that cannot be right by itself: dated before the version
 * existed; dated in the future; another version is pinned where this one was taken; refused where it lies all the same;
 * refused by the firewall to everybody who asked, and there all the same.
 */
export type ContradictionKind =
  | "before-it-existed"
  | "in-the-future"
  | "looked-clean"
  | "refused-yet-there"
  | "past-the-firewall";

/** A contradiction in the evidence, shown to people; it never lowers a grade. */
export interface Contradiction {
  readonly kind: ContradictionKind;
  /** One sentence that names both sides; holds foreign texts. */
  readonly message: string;
  /** Where the two sides can be looked up. */
  readonly refs: readonly string[];
}

/** What is compared: evidence for the version, and evidence at the same place that speaks against it. */
export interface ContradictionInput {
  readonly what: string;
  /** When the registry served the version, as far as it is known. */
  readonly served: ExposureWindow;
  readonly positive: readonly Observation[];
  readonly negative: readonly Observation[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const maxOfOneKind = 3;
/** So far a clock may go ahead of ours without a word, in milliseconds. */
const clockSlackMs = 300_000;

/** Finds what does not go together, a few of each kind. Pure. */
export function findContradictions(input: ContradictionInput): readonly Contradiction[] {
  const { positive, now, served, what } = input;
  const found: Contradiction[] = [];
  for (const observation of positive) {
    if (isBefore(spanOf(observation), served) || beginsTooEarly(observation, served)) {
      found.push({
        kind: "before-it-existed",
        message: `${named(observation)} is dated before ${what} existed: a clock is wrong`,
        refs: [observation.ref],
      });
    }
    if (spanOf(observation).from > now + clockSlackMs) {
      found.push({
        kind: "in-the-future",
        message: `${named(observation)} is dated in the future: a clock is wrong`,
        refs: [observation.ref],
      });
    }
    found.push(...findOpposed(observation, input));
  }
  return boundKinds(found);
}

/** A state that began before the version existed was noted with a wrong clock, even if it lasted into the window. */
function beginsTooEarly(observation: Observation, served: ExposureWindow): boolean {
  const { since, kind } = observation;
  if (since === undefined || kind === "accepts") return false;
  return isBefore(spanOf({ ...observation, until: since }), served);
}

function findOpposed(
  observation: Observation,
  { what, negative }: ContradictionInput,
): readonly Contradiction[] {
  if (observation.kind === "accepts") return [];
  return negative
    .filter((against) => against.ref !== observation.ref && overlap(observation, against))
    .flatMap((against) => oppose(observation, against, what) ?? []);
}

function oppose(observation: Observation, against: Observation, what: string): Contradiction | undefined {
  const refs = [observation.ref, against.ref];
  if (against.kind === "refused") {
    // One source that tells two things at two times tells a story, and whoever was refused may still have locked it.
    if (against.channel === observation.channel || observation.kind === "locked") return undefined;
    const message = `${named(against)} says that ${what} was refused, yet ${named(observation)} shows it here`;
    return { kind: "refused-yet-there", message, refs };
  }
  // A working tree is of one branch, and history tells of all of them.
  if (observation.channel === "git-history" && against.channel === "lockfile") return undefined;
  const other = against.version === undefined ? "not" : `${against.name}@${against.version}, not`;
  const message = `${named(against)} shows ${other} ${what}, yet ${named(observation)} says otherwise`;
  return { kind: "looked-clean", message, refs };
}

/** What is undated was seen just now: it speaks against what still is so, and against what is said to have happened. */
function overlap(positive: Observation, negative: Observation): boolean {
  const [a, b] = [spanOf(positive), spanOf(negative)];
  if (negative.since === undefined && negative.until === undefined)
    return a.isCurrent || positive.kind !== "locked";
  return a.from <= b.to && b.from <= a.to;
}

function named({ channel, ref }: Observation): string {
  return ref === "" ? `the ${channel}` : `the ${channel} (${ref})`;
}

function boundKinds(found: readonly Contradiction[]): readonly Contradiction[] {
  const counts = new Map<string, number>();
  return found.filter(({ kind }) => {
    const before = counts.get(kind) ?? 0;
    counts.set(kind, before + 1);
    return before < maxOfOneKind;
  });
}
