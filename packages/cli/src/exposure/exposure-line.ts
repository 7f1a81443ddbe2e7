import { renderInstant } from "@lockkeeper/core";
import { nextSteps } from "@lockkeeper/exposure";
import type { ExposureRow, ObservedTime, SecretInReach, WeighedEvidence } from "@lockkeeper/exposure";

import type { ExposureItem, ExposureSummary } from "./exposure-input.ts";

/** The line of `--json` for an item; places stand in their rows. */
export function toExposureLine(item: ExposureItem): object | undefined {
  if (item.kind === "row") return toRowLine(item.row, item.secrets);
  return item.kind === "end" ? toSummaryLine(item.summary) : undefined;
}

function toRowLine(row: ExposureRow, secrets: readonly SecretInReach[]): object {
  const { where, what, name, version, grade, since, until, evidence, contradictions, unreadable } = row;
  return {
    kind: "exposure",
    where,
    what,
    name: name ?? null,
    version: version ?? null,
    grade,
    since: instantOf(since),
    until: instantOf(until),
    sinceBasis: since?.basis ?? null,
    untilBasis: until?.basis ?? null,
    evidence: evidence.map(toEvidence),
    contradictions,
    unreadable: unreadable.map(({ channel, ref, code, message }) => ({ channel, ref, code, message })),
    raises: row.raises,
    lowers: row.lowers,
    secrets: secrets.map(({ where: _where, ...secret }) => secret),
    next: nextSteps(grade, where),
  };
}

function toEvidence({ observation, grade, remark }: WeighedEvidence): object {
  const { channel, ref, since, until, kind, version, detail } = observation;
  const at = since ?? until;
  return {
    channel,
    ref,
    at: instantOf(at),
    until: instantOf(until),
    basis: at?.basis ?? null,
    toleranceMs: at?.toleranceMs ?? null,
    kind,
    version: version ?? null,
    grade,
    detail,
    remark: remark ?? null,
  };
}

function instantOf(time: ObservedTime | undefined): string | null {
  return time === undefined ? null : renderInstant(time.at);
}

function toSummaryLine({ answer, skipped, roots, durationMs, remembered, reach }: ExposureSummary): object {
  const { title, counts, channels, question } = answer;
  const { since, until } = question.window;
  return {
    kind: "summary",
    what: title,
    places: answer.places.length,
    counts,
    window: {
      since: since === undefined ? null : renderInstant(since),
      until: until === undefined ? null : renderInstant(until),
    },
    folders: roots,
    channels: channels.map(({ statement, observations, unreadable }) => ({
      ...statement,
      observations,
      unreadable,
    })),
    skipped,
    remembered: remembered ?? null,
    secrets: { count: reach.secrets.length, gaps: reach.gaps },
    durationMs,
  };
}
