import type { ErrorRecord, Finding } from "@lockkeeper/core";
import type { Detonation, TriggerDetonation } from "@lockkeeper/detonate";

/** What is told of one subject. */
export interface DetonationReport {
  readonly spec: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly integrity: string | undefined;
  readonly detonation: Detonation | undefined;
  /** Dependencies that were asked for and could not be had, one line each. */
  readonly missing: readonly string[];
  readonly durationMs: number;
  readonly error: ErrorRecord | undefined;
}

/** The line of `detonate --json`, without `schema`: the contract of docs/contracts.md. */
export function toDetonationLine(report: DetonationReport): object {
  const { spec, name, version, integrity, detonation, missing, durationMs, error } = report;
  return {
    spec,
    name: name ?? null,
    version: version ?? null,
    integrity: integrity ?? null,
    verdict: error === undefined ? null : "unknown",
    worlds: detonation?.triggers.flatMap(toWorldRecords) ?? [],
    differences: detonation?.triggers.flatMap(toDifferenceRecords) ?? [],
    findings: detonation?.findings.map(toFindingRecord) ?? [],
    missingDependencies: missing,
    durationMs: Math.round(durationMs),
    error: error ?? null,
  };
}

function toWorldRecords({ trigger, worlds }: TriggerDetonation): readonly object[] {
  return worlds.map(({ name, platform, observations, coverage, ended, problem }) => ({
    name,
    platform,
    trigger: { kind: trigger.kind, name: trigger.name, starts: trigger.starts },
    observations: observations.map(({ kind, api, detail, data, decoded, honey, location, atMs }) => ({
      kind,
      api,
      detail,
      data,
      decoded,
      honey,
      location,
      atMs: Math.round(atMs),
    })),
    coverage: coverage ?? null,
    ended,
    problem: problem ?? null,
  }));
}

function toDifferenceRecords({ trigger, differences }: TriggerDetonation): readonly object[] {
  return differences.map(({ kind, api, detail, worlds, missing }) => ({
    trigger: { kind: trigger.kind, name: trigger.name },
    kind,
    api,
    detail,
    worlds,
    missing,
  }));
}

function toFindingRecord(finding: Finding): object {
  const { id, family, strength, technique, message, location, excerpt } = finding;
  return {
    id,
    family,
    strength,
    technique: technique ?? null,
    message,
    location: location ?? null,
    excerpt: excerpt ?? null,
  };
}
