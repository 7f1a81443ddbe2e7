import type { Finding } from "@lockkeeper/core";
import { toErrorRecord } from "@lockkeeper/core";
import { detect, judge } from "@lockkeeper/detectors";
import type { Subject } from "@lockkeeper/detectors";

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
  const gaps = [...detection.failures, ...unreadable(subject), ...unfinished];
  const { verdict, reasons } = judge(findings, gaps);
  return {
    spec,
    name: name === "" ? undefined : name,
    version: version === "" ? undefined : version,
    integrity,
    verdict,
    reasons,
    findings,
    facts: describeFacts(subject, [...gaps, ...facts.gaps]),
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

function matchKnown(subject: Subject, knownBad: KnownBad | undefined): readonly Finding[] {
  if (knownBad === undefined || subject.name === "") return [];
  const count =
    subject.registry.state === "present" ? subject.registry.value.history.releases.length : undefined;
  return knownBadFindings(knownBad.match(subject.name, subject.version), count);
}
