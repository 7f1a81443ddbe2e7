import type { InspectionReport, ReportedFinding } from "./inspection-report.ts";

/** The line of `inspect --json`, without `schema`: the contract of docs/contracts.md, with `null` for what is missing. */
export function toInspectionLine(report: InspectionReport): object {
  return {
    spec: report.spec,
    name: report.name ?? null,
    version: report.version ?? null,
    integrity: report.integrity ?? null,
    verdict: report.verdict,
    reasons: report.reasons.map(({ code, message }) => ({ code, message })),
    findings: report.findings.map(toFindingRecord),
    facts: report.facts,
    engine: {
      version: report.engine.version,
      rules: report.engine.rules,
      data: report.engine.data,
      trust: report.engine.trust ?? "built-in",
    },
    policy: toPolicyRecord(report.policy),
    origin: report.origin === undefined ? null : { file: report.origin.file, line: report.origin.line },
    durationMs: Math.round(report.durationMs),
    error: report.error ?? null,
  };
}

function toPolicyRecord(policy: InspectionReport["policy"]): object | null {
  if (policy === undefined) return null;
  const { source, revision, effect, clause, reason, exception, look } = policy;
  return {
    source,
    revision,
    effect,
    clause,
    reason: reason ?? null,
    exception: exception ?? null,
    look: look ?? null,
  };
}

function toFindingRecord(finding: ReportedFinding): object {
  const { location, suppression } = finding;
  return {
    id: finding.id,
    family: finding.family,
    strength: finding.strength,
    technique: finding.technique ?? null,
    message: finding.message,
    location:
      location === undefined ? null : { file: location.file, line: location.line, column: location.column },
    excerpt: finding.excerpt ?? null,
    before: finding.before ?? null,
    after: finding.after ?? null,
    suppressed:
      suppression === undefined
        ? null
        : { reason: suppression.reason, owner: suppression.owner, expires: suppression.expires },
  };
}
