import type { SecretInReach } from "@lockkeeper/exposure";
import { planRotation, targetsOfCampaign } from "@lockkeeper/exposure";
import { catalogue } from "@lockkeeper/intel";

import type { IncidentSubject } from "../src/incident.ts";
import type { JournalEvent } from "../src/journal/entry.ts";
import { chainEntry } from "../src/journal/entry.ts";
import type { JournalEntry } from "../src/journal/entry.ts";
import { foldJournal, stepRecords } from "../src/journal/journal-state.ts";
import { recheckResponse } from "../src/recheck.ts";
import type { IncidentReport } from "../src/report/incident-report.ts";
import type { IncidentSnapshot, SnapshotEvidence, SnapshotRow } from "../src/snapshot.ts";
import { trapsOf } from "../src/traps.ts";

/** The documented campaign that the samples are about. */
export function axiosSubject(): IncidentSubject {
  const campaign = catalogue.find(({ id }) => id === "axios-2026");
  if (campaign === undefined) throw new Error("the catalogue has no axios-2026");
  return { id: campaign.id, title: campaign.title, targets: targetsOfCampaign(campaign), campaign };
}

/** Milliseconds of a time in UTC on the night of the attack. */
export function night(time: string): number {
  return Date.parse(`2026-03-31T${time}Z`);
}

/** A row with one piece of evidence. */
export function row(parts: Partial<SnapshotRow>, evidence: Partial<SnapshotEvidence> = {}): SnapshotRow {
  const at = parts.since;
  return {
    where: { kind: "repository", id: "shop" },
    what: "axios@1.14.1",
    name: "axios",
    version: "1.14.1",
    grade: "locked",
    since: at,
    until: undefined,
    evidence: [
      {
        channel: "lockfile",
        kind: "locked",
        ref: "shop/package-lock.json:1204",
        at,
        basis: "stated",
        detail: "the lockfile names axios@1.14.1",
        standing: "past",
        ...evidence,
      },
    ],
    contradictions: [],
    unreadable: [],
    ...parts,
  };
}

/** A secret in reach of the shop's pipeline. */
export function secret(parts: Partial<SecretInReach> = {}): SecretInReach {
  return {
    kind: "named",
    provider: "npm",
    name: "NPM_TOKEN",
    reach: "process",
    isInstallKnown: true,
    cause: 'job "build" installs packages and hands it over in its environment',
    ref: ".github/workflows/ci.yml:18",
    where: { kind: "repository", id: "shop" },
    ...parts,
  };
}

/** A snapshot with a bit of everything. */
export function snapshot(parts: Partial<IncidentSnapshot> = {}): IncidentSnapshot {
  return {
    schema: 1,
    at: night("06:00:00"),
    title: "axios-2026",
    folders: ["/srv/repositories"],
    rows: [
      row(
        {
          where: { kind: "pipeline", id: "shop/ci#8841" },
          grade: "executed",
          since: night("01:30:51"),
          until: night("01:30:51"),
        },
        {
          channel: "ci-log",
          kind: "executed",
          ref: "ci-8841.log:212",
          detail: "npm ran the install script of plain-crypto-js@4.2.1",
        },
      ),
      row(
        {
          where: { kind: "identity", id: "alice" },
          grade: "fetched",
          since: night("00:52:10"),
          until: night("00:52:10"),
        },
        { channel: "ledger", kind: "fetched", ref: "ledger row 9214", detail: "npx took axios@1.14.1" },
      ),
      row(
        { where: { kind: "repository", id: "billing" }, since: night("00:40:00") },
        { standing: "machine", basis: "commit-date", ref: "billing/package-lock.json:88" },
      ),
      row({ where: { kind: "project", id: "tools" }, grade: "could-have-resolved", since: undefined }),
      row({
        where: { kind: "host", id: "build-3" },
        grade: "unreadable",
        evidence: [],
        unreadable: ["/root/.npm: permission denied"],
      }),
      row({ where: { kind: "repository", id: "handbook" }, grade: "none", evidence: [] }),
    ],
    channels: [
      {
        channel: "lockfile",
        shows: "what a lockfile pins now",
        cannotShow: "what was installed",
        observations: 3,
        unreadable: 0,
      },
      {
        channel: "ci-log",
        shows: "what a client printed",
        cannotShow: "what it did not print",
        observations: 1,
        unreadable: 1,
      },
    ],
    skipped: ["image: no folder"],
    secrets: [secret(), secret({ provider: "aws", name: "AWS_DEPLOY_KEY", reach: "job" })],
    gaps: [
      {
        ref: "legacy/.circleci/config.yml",
        message: "pipelines of this system are not read: look at it by hand",
      },
    ],
    ...parts,
  };
}

/** The entries of a response that did a few steps. */
export function journal(): readonly JournalEntry[] {
  const events: readonly JournalEvent[] = [
    {
      kind: "opened",
      caseId: "axios-2026-20260331t0600z",
      title: "axios",
      tool: "Lockkeeper 0.1.0",
      request: {},
    },
    { kind: "step-began", step: "preserve" },
    {
      kind: "did",
      step: "preserve",
      key: "file:evidence/exposure-before.json",
      text: "Kept what is known now.",
      file: { path: "evidence/exposure-before.json", sha256: "ab".repeat(32), size: 1234 },
    },
    { kind: "step-ended", step: "preserve", outcome: "done", text: "1 file kept." },
    { kind: "step-began", step: "deny" },
    { kind: "did", step: "deny", key: "policy", text: "The firewall refuses axios@1.14.1." },
    { kind: "step-ended", step: "deny", outcome: "done", text: "Refused from now on." },
    { kind: "step-began", step: "quarantine" },
    { kind: "step-ended", step: "quarantine", outcome: "declined", text: "Nobody agreed." },
  ];
  const entries: JournalEntry[] = [];
  for (const [index, event] of events.entries()) {
    entries.push(chainEntry(entries.at(-1), event, night("06:00:00") + index * 1000));
  }
  return entries;
}

/** A report of all that. */
export function sampleReport(parts: Partial<IncidentReport> = {}): IncidentReport {
  const subject = axiosSubject();
  const before = parts.before ?? snapshot();
  const entries = journal();
  return {
    caseId: "axios-2026-20260331t0600z",
    subject,
    openedAt: night("06:00:00"),
    at: night("06:20:00"),
    toolVersion: "0.1.0",
    before,
    recheck: recheckResponse(
      snapshot({ rows: [row({}, { channel: "git-history", standing: "people", ref: "main" })] }),
    ),
    recheckedAt: night("06:19:00"),
    steps: stepRecords(foldJournal(entries)),
    rotation: planRotation(before.secrets),
    traps: trapsOf(subject),
    journalHead: entries.at(-1)?.hash ?? "",
    resumed: 1,
    ...parts,
  };
}
