import type { ExposureAnswer, ExposureRow, Observation, SecretsInReach } from "@lockkeeper/exposure";

import type { IncidentSnapshot, SnapshotEvidence, SnapshotRow, Standing } from "./snapshot.ts";

/** What a snapshot is made of. */
export interface SnapshotInput {
  readonly answer: ExposureAnswer;
  readonly secrets: SecretsInReach;
  readonly folders: readonly string[];
  readonly skipped: readonly string[];
}

const maxEvidence = 200;

/** Makes what is kept of an answer: places without evidence are counted by their rows as all others are. Pure. */
export function takeSnapshot({ answer, secrets, folders, skipped }: SnapshotInput): IncidentSnapshot {
  return {
    schema: 1,
    at: answer.question.now,
    title: answer.title,
    folders,
    rows: answer.places.flatMap(({ rows }) => rows.map(toRow)),
    channels: answer.channels.map(({ statement, observations, unreadable }) => ({
      channel: statement.channel,
      shows: statement.shows,
      cannotShow: statement.cannotShow,
      observations,
      unreadable,
    })),
    skipped,
    secrets: secrets.secrets,
    gaps: secrets.gaps,
  };
}

function toRow(row: ExposureRow): SnapshotRow {
  return {
    where: row.where,
    what: row.what,
    name: row.name,
    version: row.version,
    grade: row.grade,
    since: usable(row.since?.at),
    until: usable(row.until?.at),
    evidence: row.evidence
      .slice(0, maxEvidence)
      .map(({ observation, grade }) => toEvidence(observation, grade === "none")),
    contradictions: row.contradictions.map(({ message }) => message),
    unreadable: row.unreadable.map(({ ref, message }) => (ref === "" ? message : `${ref}: ${message}`)),
  };
}

function toEvidence(observation: Observation, isAgainst: boolean): SnapshotEvidence {
  const { channel, kind, ref, since, until, detail } = observation;
  const time = since ?? until;
  return {
    channel,
    kind,
    ref,
    at: usable(time?.at),
    basis: time?.basis,
    detail,
    standing: isAgainst ? "past" : standingOf(observation),
  };
}

/** What of each source says that something lies there now, and who can end it. */
const lasting: ReadonlyMap<string, { readonly kinds: readonly string[]; readonly by: Standing }> = new Map([
  ["lockfile", { kinds: ["locked"], by: "machine" }],
  // A manifest that was exchanged after the installation is a trace of code that ran, in a folder that is there still.
  ["installed-tree", { kinds: ["present", "executed"], by: "machine" }],
  ["client-cache", { kinds: ["present", "fetched", "executed"], by: "machine" }],
  ["git-history", { kinds: ["locked"], by: "people" }],
  ["image", { kinds: ["present", "locked", "executed"], by: "people" }],
  ["host-sweep", { kinds: ["present", "executed"], by: "people" }],
]);

/** What lies somewhere or is locked, without an end, is still there. */
export function standingOf({ channel, kind, until }: Observation): Standing {
  const about = lasting.get(channel);
  if (until !== undefined || about === undefined || !about.kinds.includes(kind)) return "past";
  return about.by;
}

/** What no calendar can show is no time. */
function usable(at: number | undefined): number | undefined {
  return at === undefined || !(Math.abs(at) <= maxInstant) ? undefined : Math.trunc(at);
}

const maxInstant = 8_000_000_000_000_000;
