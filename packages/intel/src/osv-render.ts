import { renderInstant } from "@lockkeeper/core";
import type { AffectedInterval } from "./advisory.ts";
import { isMalwareRecord } from "./osv-malware.ts";
import type { OsvAffected, OsvOutcome, OsvRecord } from "./osv-record.ts";
import { reportersOf } from "./osv-reporters.ts";

/** What can be kept of a record: what it says, or that it was taken back. */
export type OsvStanding = Extract<OsvOutcome, { readonly kind: "record" | "withdrawn" }>;

const nanosecondsPerSecond = 1_000_000_000n;

/**
 * Renders a record as one line of OSV JSON that holds nothing but what decides; a tenth of the original. Reading it with
 * `parseOsvRecord` gives the same record, without its problems. The line starts with the id: `{"id":"…"`.
 */
export function renderOsvRecord(standing: OsvStanding): string {
  if (standing.kind === "withdrawn") {
    const { id, modifiedAt } = standing;
    const modified = renderNanoseconds(modifiedAt);
    return JSON.stringify({ id, modified, withdrawn: modified });
  }
  const { record } = standing;
  const { id, aliases, modifiedAt, publishedAt } = record;
  const database = renderDatabase(record);
  return JSON.stringify({
    id,
    ...(aliases.length === 0 ? {} : { aliases }),
    modified: renderNanoseconds(modifiedAt),
    ...(publishedAt === undefined ? {} : { published: renderInstant(publishedAt) }),
    affected: record.affected.map(renderAffected),
    ...(database === undefined ? {} : { database_specific: database }),
  });
}

/** An instant with as many fractional digits as it needs; records carry up to nine. */
export function renderNanoseconds(instant: bigint): string {
  const fraction = ((instant % nanosecondsPerSecond) + nanosecondsPerSecond) % nanosecondsPerSecond;
  const seconds = renderInstant(Number((instant - fraction) / 1_000_000n)).replace(".000Z", "");
  const digits = fraction === 0n ? "" : `.${String(fraction).padStart(9, "0").replace(/0+$/, "")}`;
  return `${seconds}${digits}Z`;
}

function renderAffected({ name, versions, intervals }: OsvAffected): object {
  return {
    package: { ecosystem: "npm", name },
    ...(versions.length === 0 ? {} : { versions }),
    ...(intervals.length === 0 ? {} : { ranges: intervals.map(renderRange) }),
  };
}

// One range for each interval: events of several would be sorted into one another when they are read.
function renderRange({ introduced, end }: AffectedInterval): object {
  const events: object[] = [{ introduced: introduced ?? "0" }];
  if (end.kind === "fixed") events.push({ fixed: end.version });
  if (end.kind === "last-affected") events.push({ last_affected: end.version });
  return { type: "SEMVER", events };
}

/** What the id and the aliases do not say by themselves. */
function renderDatabase({ id, kind, aliases, severity, reporters }: OsvRecord): object | undefined {
  const isSaid = kind === "vulnerability" || isMalwareRecord(id, aliases, {});
  const isOwn = reporters.join("\n") === reportersOf(id, {}).join("\n");
  const database = {
    ...(isSaid ? {} : { cwe_ids: ["CWE-506"] }),
    ...(severity === undefined ? {} : { severity: severity.toUpperCase() }),
    ...(isOwn ? {} : { "malicious-packages-origins": reporters.map((source) => ({ source })) }),
  };
  return Object.keys(database).length === 0 ? undefined : database;
}
