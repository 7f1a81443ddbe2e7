import { hitRows } from "../plan-response.ts";
import { describeTargets } from "../incident.ts";
import type { StepId } from "../step.ts";
import { stepTexts } from "../step.ts";
import { heading, listOr, paragraph } from "./block.ts";
import type { ReportDocument } from "./block.ts";
import { byLine, cardsOf } from "./incident-document.ts";
import { honestLimits, standSentence, verdictSentence } from "./incident-report.ts";
import type { IncidentReport } from "./incident-report.ts";
import { placeLabel } from "./place-label.ts";

const maxPlaces = 6;
const maxItems = 5;

/** One page for people who decide: what happened, whether we were hit, what is done, what is open, what is not known. */
export function summaryDocument(report: IncidentReport): ReportDocument {
  const { subject, before } = report;
  const hit = [...new Set(hitRows(before).map(({ where }) => placeLabel(where, before.folders)))];
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
      listOr(
        shorten(hit, maxPlaces, "more, in the incident report"),
        "No machine, pipeline or person is known to have taken it.",
      ),
      heading("What is done"),
      listOr(doneSentences(report), "Nothing yet."),
      heading("What is open"),
      paragraph(standSentence(report)),
      listOr(openSentences(report), "Nothing that is known."),
      heading("What we do not know"),
      listOr(honestLimits(report), ""),
    ],
  };
}

function whatHappened({ subject }: IncidentReport): string {
  const versions = shorten(describeTargets(subject), maxItems, "more").join(", ");
  const notes = subject.campaign?.notes;
  return notes === undefined
    ? `These versions were named as bad: ${versions}.`
    : `${notes} Versions: ${versions}.`;
}

const told: ReadonlySet<StepId> = new Set([
  "preserve",
  "freeze",
  "deny",
  "purge-firewall",
  "quarantine",
  "repair",
]);

function doneSentences({ steps }: IncidentReport): readonly string[] {
  return steps.filter(({ outcome, step }) => outcome === "done" && told.has(step)).map(({ text }) => text);
}

function openSentences(report: IncidentReport): readonly string[] {
  const { recheck, steps, rotation, before } = report;
  const refused = steps
    .filter(({ outcome, step }) => (outcome === "declined" || outcome === "failed") && step !== "recheck")
    .map(({ step, text }) => `${stepTexts[step].title}: ${text}`);
  const first = rotation
    .slice(0, maxItems)
    .map(({ provider, items }) => `${provider.title} (${String(items.length)})`);
  const unread = before.gaps.length === 0 ? "" : " More may have been in reach where nobody could look.";
  return [
    ...refused,
    ...(recheck?.open ?? []),
    ...(first.length === 0 ? [] : [`Secrets to replace, in this order: ${first.join("; ")}.${unread}`]),
    ...(first.length > 0 || unread === "" ? [] : [`Secrets: none was found in reach.${unread}`]),
  ];
}

function shorten(items: readonly string[], max: number, more: string): readonly string[] {
  return items.length > max ? [...items.slice(0, max), `${String(items.length - max)} ${more}`] : items;
}
