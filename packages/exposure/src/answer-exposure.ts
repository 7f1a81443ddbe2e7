import { toErrorRecord } from "@lockkeeper/core";

import type { ExposureGrade } from "./grade.ts";
import { compareGrades } from "./grade.ts";
import type { GradedPlace, PreparedQuestion } from "./grade-place.ts";
import { gradePlace, rankOf } from "./grade-place.ts";
import { markPastTheFirewall } from "./past-the-firewall.ts";
import { createEvidencePile } from "./evidence-pile.ts";
import type { ChannelName, ChannelStatement, EvidenceItem, ExposedPlace } from "./observation.ts";
import type { ExposureQuestion, ExposureTarget } from "./question.ts";
import { createTargetSet } from "./targets/target-set.ts";
import type { TargetSet } from "./targets/target-set.ts";

/** A channel as a question asks it. */
export interface ExposureChannel {
  readonly statement: ChannelStatement;
  /** Where it looks, for the case that it fails as a whole. */
  readonly place: ExposedPlace;
  collect(question: ExposureQuestion): AsyncIterable<EvidenceItem>;
}

/** What a channel had to say. */
export interface ChannelOutcome {
  readonly statement: ChannelStatement;
  readonly observations: number;
  readonly unreadable: number;
}

/** Everything known about a question. */
export interface ExposureAnswer {
  readonly question: ExposureQuestion;
  /** What people call the question: its words, or a campaign's id. */
  readonly title: string;
  /** Worst first. */
  readonly places: readonly GradedPlace[];
  readonly counts: Readonly<Record<ExposureGrade, number>>;
  /** The channels that were asked, in order. */
  readonly channels: readonly ChannelOutcome[];
}

/** Called when a channel begins and for every piece of evidence. */
export interface AnswerProgress {
  readonly onChannel?: (channel: ChannelName) => void;
}

/**
 * Asks every channel, groups what they tell by place and grades it, worst first. A channel that fails is something
 * unreadable, never an answer of "nothing".
 */
export async function answerExposure(
  question: ExposureQuestion,
  channels: readonly ExposureChannel[],
  { onChannel }: AnswerProgress = {},
): Promise<ExposureAnswer> {
  const prepared = prepareQuestion(question);
  const pile = createEvidencePile({
    isAsked: ({ name }) => prepared.targets.names.has(name),
    rankOf: (observation) => rankOf(observation, prepared),
  });
  const outcomes: ChannelOutcome[] = [];
  for (const channel of channels) {
    onChannel?.(channel.statement.channel);
    const counted = { observations: 0, unreadable: 0 };
    for await (const item of collectSafely(channel, question)) {
      if (item.kind === "observation") counted.observations += 1;
      else counted.unreadable += 1;
      pile.add(item);
    }
    outcomes.push({ statement: channel.statement, ...counted });
  }
  const graded = pile.places().map((place) => gradePlace(place, prepared));
  const places = markPastTheFirewall(graded).toSorted(comparePlaces);
  return { question, title: prepared.title, places, counts: countGrades(places), channels: outcomes };
}

/** Arranges a question for grading. */
export function prepareQuestion(question: ExposureQuestion): PreparedQuestion {
  return {
    question,
    targets: rememberVersions(createTargetSet(question.targets)),
    title: titleOf(question),
  };
}

const rememberedMaxCount = 100_000;

/** Thousands of places speak of the same few versions, and parsing one takes longer than grading it. */
function rememberVersions(targets: TargetSet): TargetSet {
  const known = new Map<string, readonly ExposureTarget[]>();
  return {
    ...targets,
    ofVersion(name, version) {
      const key = `${name}@${version}`;
      const found = known.get(key) ?? targets.ofVersion(name, version);
      if (known.size < rememberedMaxCount) known.set(key, found);
      return found;
    },
  };
}

const titleMaxSources = 3;

function titleOf({ targets }: ExposureQuestion): string {
  const sources = [...new Set(targets.map(({ source }) => source))];
  const shown = sources.slice(0, titleMaxSources).join(", ");
  return sources.length > titleMaxSources ? `${shown} and ${sources.length - titleMaxSources} more` : shown;
}

async function* collectSafely(
  channel: ExposureChannel,
  question: ExposureQuestion,
): AsyncIterable<EvidenceItem> {
  try {
    yield* channel.collect(question);
  } catch (error) {
    // What a channel could not foresee must not take the other channels' evidence along.
    const { code, message } = toErrorRecord(error);
    const { place, statement } = channel;
    const unreadable = { channel: statement.channel, where: place, ref: "", code, message };
    yield { kind: "unreadable", unreadable };
  }
}

function comparePlaces(left: GradedPlace, right: GradedPlace): number {
  const order = compareGrades(left.grade, right.grade);
  if (order !== 0) return order;
  const time = firstTime(left) - firstTime(right);
  return time === 0 ? compareIds(left, right) : time;
}

/** Who took it first is looked at first; what has no time comes last. */
function firstTime({ rows }: GradedPlace): number {
  return rows[0]?.since?.at ?? Number.MAX_SAFE_INTEGER;
}

function compareIds({ where: left }: GradedPlace, { where: right }: GradedPlace): number {
  if (left.kind !== right.kind) return left.kind < right.kind ? -1 : 1;
  return left.id < right.id ? -1 : Number(left.id > right.id);
}

function countGrades(places: readonly GradedPlace[]): Record<ExposureGrade, number> {
  const counts: Record<ExposureGrade, number> = {
    executed: 0,
    fetched: 0,
    locked: 0,
    "could-have-resolved": 0,
    unreadable: 0,
    none: 0,
  };
  for (const { grade } of places) counts[grade] += 1;
  return counts;
}
