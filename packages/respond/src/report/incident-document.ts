import { renderInstantShort } from "@lockkeeper/core";

import { describeTargets } from "../incident.ts";
import type { StepRecord } from "../journal/journal-state.ts";
import type { SnapshotRow } from "../snapshot.ts";
import { notesOf } from "../response-notes.ts";
import { stepIds, stepTexts } from "../step.ts";
import { heading, listOr, paragraph } from "./block.ts";
import type { Block, Card, ReportDocument } from "./block.ts";
import {
  countPlaces,
  gradeWords,
  honestLimits,
  standSentence,
  tellingRows,
  verdictSentence,
} from "./incident-report.ts";
import type { IncidentReport } from "./incident-report.ts";
import { describeBasis } from "./moment-text.ts";
import { belowFolders, placeLabel } from "./place-label.ts";
import { rotationBlocks } from "./rotation-blocks.ts";
import { listEvents } from "./timeline.ts";

const maxRows = 500;
const maxEvidence = 4;

/** The whole report of an incident, for engineers. */
export function incidentDocument(report: IncidentReport): ReportDocument {
  const { subject, caseId, before, traps } = report;
  const rows = tellingRows(before);
  return {
    title: `Incident report: ${subject.title}`,
    by: byLine(report),
    blocks: [
      paragraph(verdictSentence(report), "lead"),
      paragraph(standSentence(report)),
      { kind: "cards", cards: cardsOf(report) },
      ...(before.folders.length === 0
        ? []
        : [paragraph(`Places below ${before.folders.join(", ")} are named from there on.`, "soft")]),
      heading("What was asked about"),
      listOr(describeTargets(subject), "Nothing."),
      ...(subject.campaign === undefined ? [] : [paragraph(subject.campaign.notes)]),
      ...(traps.length === 0
        ? []
        : [heading("Before you touch anything"), ...traps.map((trap) => paragraph(trap, "warning"))]),
      ...noteBlocks(report),
      heading("Timeline"),
      { kind: "timeline", events: listEvents(report) },
      heading("Who had it"),
      rows.length === 0
        ? paragraph("No place with evidence was found.", "soft")
        : placeTable(rows, before.folders),
      ...contradictionBlocks(rows, before.folders),
      heading("What to replace, in this order"),
      ...rotationBlocks(report.rotation, before.gaps),
      heading("What was done"),
      ...report.steps.flatMap(stepBlocks),
      ...recheckBlocks(report),
      heading("What this report cannot say"),
      listOr(honestLimits(report), ""),
      sourcesTable(report),
      heading("Evidence"),
      paragraph(
        `The folder evidence holds what the findings rest on. Every file of it stands in SHA256SUMS and in manifest.json with its size and time; every action stands in journal.jsonl, each entry with the hash of the one before. The last entry of incident ${caseId} has the hash ${report.journalHead}.`,
      ),
    ],
  };
}

/** Who made it when. */
export function byLine({ caseId, at, openedAt, toolVersion, resumed }: IncidentReport): string {
  const again =
    resumed === 0 ? "" : `, taken up again ${resumed === 1 ? "once" : `${String(resumed)} times`}`;
  return `Incident ${caseId}. Response began ${renderInstantShort(openedAt)}${again}; report of ${renderInstantShort(at)} by Lockkeeper ${toolVersion}. All times are UTC.`;
}

/** The numbers that people look for. */
export function cardsOf(report: IncidentReport): readonly Card[] {
  const counts = countPlaces(report.before);
  const grades = [
    ["executed", "bad"],
    ["fetched", "bad"],
    ["locked", "doubtful"],
    ["could-have-resolved", "doubtful"],
    ["unreadable", "doubtful"],
    ["none", "none"],
  ] as const;
  const secrets = report.rotation.reduce((sum, { items }) => sum + items.length, 0);
  return [
    ...grades.map(([grade, tone]): Card => {
      const count = counts.get(grade) ?? 0;
      return { value: String(count), label: gradeWords[grade], tone: count === 0 ? "none" : tone };
    }),
    { value: String(secrets), label: "secrets to replace", tone: secrets === 0 ? "none" : "doubtful" },
  ];
}

/** What the campaign asks for beyond what every attack does, in the order of the steps. */
function noteBlocks({ subject }: IncidentReport): readonly Block[] {
  const notes = stepIds.flatMap((id) =>
    notesOf(subject, id).map((text) => `${stepTexts[id].title}: ${text}`),
  );
  return notes.length === 0 ? [] : [heading("What this campaign asks of people"), listOr(notes, "")];
}

function placeTable(rows: readonly SnapshotRow[], folders: readonly string[]): Block {
  const shown = rows.slice(0, maxRows);
  const more =
    rows.length > maxRows
      ? `; the other ${String(rows.length - maxRows)} are in evidence/exposure-before.json`
      : "";
  return {
    kind: "table",
    caption: `${String(rows.length)} findings, worst first${more}`,
    head: ["Where", "What", "How sure", "When", "Evidence"],
    rows: shown.map((row) => [
      placeLabel(row.where, folders),
      row.what,
      `${row.grade}: ${gradeWords[row.grade]}`,
      whenOf(row),
      evidenceOf(row, folders),
    ]),
  };
}

function whenOf({ since, until, evidence }: SnapshotRow): string {
  if (since === undefined && until === undefined) return "not known";
  const basis = describeBasis(evidence.find(({ at }) => at === (since ?? until))?.basis);
  const from = since === undefined ? "?" : renderInstantShort(since);
  const to = until === undefined ? "now" : renderInstantShort(until);
  return `${since === until ? from : `${from} to ${to}`}${basis === undefined ? "" : `, ${basis}`}`;
}

function evidenceOf({ evidence, unreadable }: SnapshotRow, folders: readonly string[]): string {
  const shown = evidence
    .slice(0, maxEvidence)
    .map(({ channel, ref, detail }) => `${channel} ${belowFolders(ref, folders)}: ${detail}`);
  const more = evidence.length > maxEvidence ? [`${String(evidence.length - maxEvidence)} more`] : [];
  return [...shown, ...more, ...unreadable.slice(0, 2).map((why) => `unreadable: ${why}`)].join("; ");
}

function contradictionBlocks(rows: readonly SnapshotRow[], folders: readonly string[]): readonly Block[] {
  const found = [
    ...new Set(
      rows.flatMap(({ where, contradictions }) =>
        contradictions.map((each) => `${placeLabel(where, folders)}: ${each}`),
      ),
    ),
  ];
  if (found.length === 0) return [];
  return [
    heading("Evidence that does not fit together", 3),
    paragraph("None of it lowers a finding. Somebody should look.", "soft"),
    listOr(found.slice(0, maxRows), ""),
  ];
}

/** What one step did. */
function stepBlocks({ step, outcome, endedAt, actions, text }: StepRecord): readonly Block[] {
  const when = endedAt === undefined ? "" : `, ${renderInstantShort(endedAt)}`;
  const ended = outcome === undefined ? "not finished" : outcome.replaceAll("-", " ");
  return [
    heading(`${stepTexts[step].title}: ${ended}${when}`, 3),
    ...(text === "" ? [] : [paragraph(text)]),
    ...(actions.length === 0
      ? []
      : [
          listOr(
            actions.map(
              (action) =>
                `${renderInstantShort(action.at)}: ${action.text}${action.file === undefined ? "" : ` File ${action.file.path}, SHA-256 ${action.file.sha256}`}`,
            ),
            "",
          ),
        ]),
  ];
}

function recheckBlocks({ recheck }: IncidentReport): readonly Block[] {
  if (recheck === undefined) return [];
  return [
    heading("Where things stand now"),
    listOr(recheck.left, "Nothing of it is left where a machine can end it."),
    heading("Left to people", 3),
    listOr(recheck.waiting, "Nothing."),
    ...(recheck.unreadable.length === 0
      ? []
      : [heading("Could not be read", 3), listOr(recheck.unreadable, "")]),
  ];
}

function sourcesTable({ before }: IncidentReport): Block {
  return {
    kind: "table",
    caption: "What was looked at, and what it cannot show",
    head: ["Source", "Shows", "Cannot show", "Found"],
    rows: before.channels.map(({ channel, shows, cannotShow, observations, unreadable }) => [
      channel,
      shows,
      cannotShow,
      `${String(observations)}${unreadable === 0 ? "" : `, ${String(unreadable)} unreadable`}`,
    ]),
  };
}
