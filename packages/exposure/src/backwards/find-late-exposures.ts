import { setImmediate } from "node:timers/promises";

import type { LateStore, ToldExposure } from "@lockkeeper/store";

import { answerExposure } from "../answer-exposure.ts";
import type { ExposureChannel } from "../answer-exposure.ts";
import type { ExposureRow } from "../grade-place.ts";
import { exposureGrades, isAtLeast } from "../grade.ts";
import type { ExposureTarget } from "../question.ts";
import { unknownWindow } from "../targets/target-window.ts";

/** A version that somebody had. */
export interface HadVersion {
  readonly name: string;
  readonly version: string;
}

/** What speaks against a version: an advisory's or campaign's id, the policy, an inspection; with a sentence. */
export interface Accusation {
  readonly source: string;
  readonly reason: string;
}

/** What is matched backwards. */
export interface LateSources {
  /** Every version that was ever served, locked or swept; one may come several times. */
  readonly had: Iterable<HadVersion>;
  /** What is known against a version now. */
  readonly accuse: (name: string, version: string) => readonly Accusation[];
  /** The channels that know who had it. */
  readonly channels: readonly ExposureChannel[];
  readonly late: Pick<LateStore, "untold">;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A version that turned out to be bad, with the places that had it and were not told of. */
export interface LateExposure extends HadVersion {
  readonly accusations: readonly Accusation[];
  /** Worst first; at least one. */
  readonly rows: readonly ExposureRow[];
}

const atOnce = 2000;
/** A window of a version does not matter here: whoever has it is told, whenever it was taken. */
const window = unknownWindow;

/**
 * Matches what is known now with everything that was ever had, and answers what nobody was told of: somebody took a version,
 * locked it or has it lying there. Lets other work go on in between.
 */
export async function findLateExposures(sources: LateSources): Promise<readonly LateExposure[]> {
  const accused = await findAccused(sources);
  if (accused.size === 0) return [];
  const targets = [...accused.values()].map(toTarget);
  const { places } = await answerExposure({ targets, window, now: sources.now }, sources.channels);
  const rows = places.flatMap((place) => place.rows.filter(({ grade }) => isAtLeast(grade, "locked")));
  const told = new Set(sources.late.untold(rows.flatMap(toTold)).map(keyOf));
  const byVersion = new Map<string, ExposureRow[]>();
  for (const row of rows) {
    if (row.version === undefined || !toTold(row).some((each) => told.has(keyOf(each)))) continue;
    byVersion.set(row.what, [...(byVersion.get(row.what) ?? []), row]);
  }
  return [...byVersion].flatMap(([what, found]) => {
    const bad = accused.get(what);
    return bad === undefined ? [] : [{ ...bad, rows: found }];
  });
}

/** What is noted as told once somebody was. */
export function listTold(exposures: readonly LateExposure[]): readonly ToldExposure[] {
  return exposures.flatMap(({ rows }) => rows.flatMap(toTold));
}

interface AccusedVersion extends HadVersion {
  readonly accusations: readonly Accusation[];
}

async function findAccused({ had, accuse }: LateSources): Promise<ReadonlyMap<string, AccusedVersion>> {
  const accused = new Map<string, AccusedVersion>();
  let asked = 0;
  for (const { name, version } of had) {
    asked += 1;
    if (asked % atOnce === 0) await setImmediate();
    const what = `${name}@${version}`;
    if (accused.has(what)) continue;
    const accusations = accuse(name, version);
    if (accusations.length > 0) accused.set(what, { name, version, accusations });
  }
  return accused;
}

function toTarget({ name, version, accusations }: AccusedVersion): ExposureTarget {
  const source = accusations[0]?.source ?? name;
  return { name, versions: [version], except: [], window, integrity: [], source };
}

function toTold({ name, version, where, grade }: ExposureRow): readonly ToldExposure[] {
  if (name === undefined || version === undefined) return [];
  return [{ name, version, placeKind: where.kind, place: where.id, rank: exposureGrades.indexOf(grade) }];
}

function keyOf({ name, version, placeKind, place }: ToldExposure): string {
  return JSON.stringify([name, version, placeKind, place]);
}
