import type { Finding } from "@lockkeeper/core";
import { toErrorRecord } from "@lockkeeper/core";
import { detect, judge } from "@lockkeeper/detectors";
import type { EmulatedTrigger, Subject } from "@lockkeeper/detectors";

import { describeFacts } from "./describe-facts.ts";
import type { Inspection, InspectionEngine } from "./inspection.ts";
import type { KnownBad } from "./known-bad.ts";
import { knownBadFindings } from "./known-bad.ts";

/** What an answer is made of besides what was gathered. */
export interface AnswerParts {
  readonly engine: InspectionEngine;
  readonly knownBad: KnownBad | undefined;
  /** What there was no time for, one sentence each; an `allow` becomes `unknown` by it. */
  readonly unfinished: readonly string[];
}

/** Judges what was gathered. */
export function answerOf(
  subject: Subject,
  { spec, integrity, durationMs }: Pick<Inspection, "spec" | "integrity" | "durationMs">,
  { engine, knownBad, unfinished }: AnswerParts,
): Inspection {
  const { name, version, facts } = subject;
  const detection = detect(subject);
  const findings = [...matchKnown(subject, knownBad), ...detection.findings];
  const gaps = [...detection.failures, ...unreadable(subject), ...unasked(subject), ...unfinished];
  const told = [
    ...gaps,
    ...facts.gaps,
    ...failedLookups(subject),
    ...uninspected(subject),
    ...unemulated(subject),
  ];
  const { verdict, reasons } = judge(findings, gaps);
  return {
    spec,
    name: name === "" ? undefined : name,
    version: version === "" ? undefined : version,
    integrity,
    verdict,
    reasons,
    findings,
    facts: describeFacts(subject, [...new Set(told)]),
    engine,
    durationMs,
    error: undefined,
  };
}

/** The one place where a failure on the way to a verdict becomes `unknown`. */
export function unknownOf(
  error: unknown,
  { spec, durationMs }: Pick<Inspection, "spec" | "durationMs">,
  engine: InspectionEngine,
): Inspection {
  const record = toErrorRecord(error);
  return {
    spec,
    name: undefined,
    version: undefined,
    integrity: undefined,
    verdict: "unknown",
    reasons: [{ code: record.code, message: record.message }],
    findings: [],
    facts: {},
    engine,
    durationMs,
    error: record,
  };
}

/** Security: a package of which something essential could not be read is not one in which nothing was found. */
function unreadable({ facts }: Subject): readonly string[] {
  const { files, manifest, anomalies } = facts;
  if (files.length === 0) return ["No file of it could be read."];
  const isNameless = manifest.name === undefined && manifest.version === undefined;
  const isCut = anomalies.some(({ kind }) => kind === "truncated" || kind === "over-limit");
  return [
    ...(isCut ? ["The archive was not read to its end, so files may be missing."] : []),
    ...(facts.unread ?? []),
    ...(isNameless ? ["Its package.json could not be read, or says neither name nor version."] : []),
  ];
}

/** Security: what a release newly brings along, and could not be asked about, is not known to be harmless. */
function unasked(subject: Subject): readonly string[] {
  // A local file is judged by what there is; what there is not is told.
  return subject.registry.state === "present" ? failedLookups(subject) : [];
}

function failedLookups({ dependencies }: Subject): readonly string[] {
  if (dependencies.state !== "present") return [];
  return dependencies.value.flatMap(({ dependency: { kind, name }, failure }) =>
    failure === undefined || kind === "peerDependencies" || kind === "devDependencies"
      ? []
      : [`Its dependency ${name} could not be looked up: ${withoutPeriod(failure)}.`],
  );
}

/** Who installs the version installs these as well, and then each is judged for itself. */
function uninspected({ dependencies }: Subject): readonly string[] {
  if (dependencies.state !== "present") return [];
  return dependencies.value.flatMap(({ dependency: { name }, uninspected: reason }) =>
    reason === undefined ? [] : [`Its dependency ${name} was not inspected: ${withoutPeriod(reason)}.`],
  );
}

/** How far running it did not come. Reading has judged all of it, so a verdict does not rest on this. */
function unemulated({ emulated }: Subject): readonly string[] {
  if (emulated?.state !== "present") return [];
  const { triggers, problems = [] } = emulated.value;
  return [
    ...triggers.flatMap(cutShort),
    ...problems.map((problem) => `Not all of it was run in the emulator: ${withoutPeriod(problem)}.`),
  ];
}

function cutShort({ name, worlds, untried }: EmulatedTrigger): readonly string[] {
  const cut = worlds.filter(({ ended }) => ended === "limit");
  const failed = worlds.filter(({ ended }) => ended === "error");
  return [
    ...toldOf(name, "was cut short", cut),
    ...toldOf(name, "ended with an error", failed),
    ...(untried.length > 0
      ? [`In the emulator there was no time for ${name} on ${untried.join(", ")}.`]
      : []),
  ];
}

function toldOf(name: string, what: string, worlds: EmulatedTrigger["worlds"]): readonly string[] {
  const [first] = worlds;
  if (first === undefined) return [];
  const where = worlds.map((world) => world.name).join(", ");
  const why = withoutPeriod(first.problem ?? "no reason is known");
  return [`In the emulator ${name} ${what} on ${where}: ${why}.`];
}

function withoutPeriod(sentence: string): string {
  return sentence.replace(/\.$/, "");
}

function matchKnown(subject: Subject, knownBad: KnownBad | undefined): readonly Finding[] {
  if (knownBad === undefined || subject.name === "") return [];
  const count =
    subject.registry.state === "present" ? subject.registry.value.history.releases.length : undefined;
  return knownBadFindings(knownBad.match(subject.name, subject.version), count);
}
