import { hitRows } from "../plan-response.ts";
import { describeTargets } from "../incident.ts";
import { stepTexts } from "../step.ts";
import { heading, listOr, paragraph } from "./block.ts";
import type { ReportDocument } from "./block.ts";
import { byLine, cardsOf } from "./incident-document.ts";
import { honestLimits, standSentence, verdictSentence } from "./incident-report.ts";
import type { IncidentReport } from "./incident-report.ts";
import { placeLabel } from "./place-label.ts";

const maxPlaces = 8;
const maxItems = 5;

/** One page for people who decide: what happened, whether we were hit, what is done, what is open, what is not known. */
export function summaryDocument(report: IncidentReport): ReportDocument {
  const { subject, before, rotation } = report;
  const hit = [...new Set(hitRows(before).map(({ where }) => placeLabel(where)))];
  const first = rotation
    .slice(0, maxItems)
    .map(({ provider, items }) => `${provider.title}: ${String(items.length)}`);
  return {
    title: `Summary: ${subject.title}`,
    by: byLine(report),
    blocks: [
      heading("Were we hit?"),
      paragraph(verdictSentence(report), "lead"),
      { kind: "cards", cards: cardsOf(report) },
      heading("What happened"),
      paragraph(whatHappened(report)),
      heading("Who is concerned"),
      listOr(shorten(hit, maxPlaces), "No machine, pipeline or person is known to have taken it."),
      heading("What is done"),
      listOr(doneSentences(report), "Nothing yet."),
      paragraph(standSentence(report)),
      heading("What is open"),
      listOr(openSentences(report), "Nothing that is known."),
      ...(first.length === 0 ? [] : [paragraph(`Secrets to replace, in this order: ${first.join("; ")}.`)]),
      heading("What we do not know"),
      listOr(honestLimits(report), ""),
    ],
  };
}

function whatHappened({ subject }: IncidentReport): string {
  const versions = shorten(describeTargets(subject), maxItems).join(", ");
  const notes = subject.campaign?.notes;
  return notes === undefined
    ? `These versions were named as bad: ${versions}.`
    : `${notes} Versions: ${versions}.`;
}

function doneSentences({ steps }: IncidentReport): readonly string[] {
  return steps
    .filter(({ outcome, step }) => outcome === "done" && step !== "isolate")
    .map(({ step, text }) => `${stepTexts[step].title}. ${text}`);
}

function openSentences({ recheck, steps, before, rotation }: IncidentReport): readonly string[] {
  const refused = steps
    .filter(({ outcome }) => outcome === "declined" || outcome === "failed")
    .map(({ step, text }) => `${stepTexts[step].title}: ${text}`);
  const hit = hitRows(before).length;
  return [
    ...(recheck?.left ?? []),
    ...refused,
    ...(hit === 0 ? [] : ["Isolate and set up anew what ran or took it."]),
    ...(rotation.length === 0 ? [] : ["Replace the secrets in reach, from clean machines."]),
    ...shorten(recheck?.waiting ?? [], maxPlaces),
    ...shorten(recheck?.unreadable ?? [], maxItems),
  ];
}

function shorten(items: readonly string[], max: number): readonly string[] {
  return items.length > max ? [...items.slice(0, max), `and ${String(items.length - max)} more`] : items;
}
