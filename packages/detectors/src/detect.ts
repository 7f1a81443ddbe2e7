import type { Finding, FindingLocation } from "@lockkeeper/core";
import { findingFamilies, findingStrengths, toErrorRecord } from "@lockkeeper/core";

import { detectors } from "./catalogue.ts";
import type { Detector, Sighting } from "./detector.ts";
import { createScene } from "./scene.ts";
import type { Scene } from "./scene.ts";
import type { Subject } from "./subject.ts";

/** How much one detector may say of one version. */
const bounds = {
  /** Sightings that are looked at before the detector is stopped. */
  sightingMaxCount: 2_000,
  /** Findings that are kept of one detector; the last one says how many more there were. */
  findingMaxCount: 6,
  excerptMaxCharacters: 240,
  messageMaxCharacters: 600,
  valueMaxCharacters: 500,
} as const;

/** What all detectors said of a version. */
export interface Detection {
  /** Strongest first; bounded per detector. */
  readonly findings: readonly Finding[];
  /** Why a detector could not finish, one sentence each. A verdict built without it is `unknown` unless it is worse. */
  readonly failures: readonly string[];
}

/**
 * Runs the detectors on a version. The order of detectors never matters; one that throws becomes a failure, and what
 * it said until then is kept.
 */
export function detect(subject: Subject, chosen: readonly Detector[] = detectors): Detection {
  const findings: Finding[] = [];
  const failures: string[] = [];
  const scene = createScene(subject);
  for (const detector of chosen) {
    const { sightings, failure } = runDetector(detector, subject, scene);
    findings.push(...summarize(sightings.map((sighting) => toFinding(detector, sighting, subject))));
    if (failure !== undefined) failures.push(failure);
  }
  return { findings: findings.sort(compareFindings), failures: failures.sort() };
}

/** The only place where a detector's error becomes a value; the verdict then says `unknown` (see `judge`). */
function runDetector(
  detector: Detector,
  subject: Subject,
  scene: Scene,
): { readonly sightings: readonly Sighting[]; readonly failure: string | undefined } {
  const sightings: Sighting[] = [];
  try {
    for (const sighting of detector.detect(subject, scene)) {
      sightings.push(sighting);
      if (sightings.length >= bounds.sightingMaxCount) break;
    }
  } catch (error) {
    return {
      sightings,
      failure: `The detector ${detector.id} could not finish: ${toErrorRecord(error).message}`,
    };
  }
  return { sightings, failure: undefined };
}

function toFinding(detector: Detector, sighting: Sighting, { facts }: Subject): Finding {
  return {
    id: detector.id,
    family: sighting.family ?? detector.family,
    strength: sighting.strength ?? detector.strength,
    technique: sighting.technique ?? detector.technique,
    message: clip(sighting.message, bounds.messageMaxCharacters),
    location: sighting.location ?? placeOfMember(sighting.member, facts),
    excerpt: clipOptional(sighting.excerpt, bounds.excerptMaxCharacters),
    before: clipOptional(sighting.before, bounds.valueMaxCharacters),
    after: clipOptional(sighting.after, bounds.valueMaxCharacters),
  };
}

/** What stands in the registry's manifest alone is of the whole file. */
function placeOfMember(
  member: string | undefined,
  { manifest }: Subject["facts"],
): FindingLocation | undefined {
  if (member === undefined) return undefined;
  const [group] = member.split(".", 1);
  const { places } = manifest;
  const place =
    places?.find((each) => each.member === member) ?? places?.find((each) => each.member === group);
  return { file: "package.json", line: place?.line ?? 1, column: place?.column ?? 1 };
}

/** Keeps the strongest of one detector. Families differ within a detector rarely; each keeps its strongest. */
function summarize(findings: readonly Finding[]): readonly Finding[] {
  const unique = new Map(findings.map((finding) => [JSON.stringify(finding), finding]));
  const sorted = [...unique.values()].sort(compareFindings);
  if (sorted.length <= bounds.findingMaxCount) return sorted;
  const kept = sorted.slice(0, bounds.findingMaxCount);
  const last = kept.pop();
  if (last === undefined) return kept;
  const more = sorted.length - bounds.findingMaxCount;
  return [...kept, { ...last, message: `${last.message} (${String(more)} more of this kind are left out.)` }];
}

/** Strongest first, then by family, detector and place: the same for every order of detectors. */
export function compareFindings(left: Finding, right: Finding): number {
  const ranks = compareNumbers(ranksOf(left), ranksOf(right));
  return ranks === 0 ? compareTexts(JSON.stringify(left), JSON.stringify(right)) : ranks;
}

/** The keys by which findings are sorted; the id comes next, as the first member of the JSON. */
function ranksOf({ strength, family }: Finding): readonly number[] {
  return [-findingStrengths.indexOf(strength), findingFamilies.indexOf(family)];
}

function compareNumbers(left: readonly number[], right: readonly number[]): number {
  for (const [index, number] of left.entries()) {
    const difference = number - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function clip(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}

function clipOptional(text: string | undefined, max: number): string | undefined {
  return text === undefined ? undefined : clip(text, max);
}
