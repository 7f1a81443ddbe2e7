import { renderInstantShort } from "@lockkeeper/core";

import { describeTargets } from "../incident.ts";
import { hitRows } from "../plan-response.ts";
import { heading, listOr, paragraph } from "./block.ts";
import type { Block, ReportDocument } from "./block.ts";
import { honestLimits, standSentence, verdictSentence } from "./incident-report.ts";
import type { IncidentReport } from "./incident-report.ts";
import { placeLabel } from "./place-label.ts";

/** A text that people finish and send. */
export interface Notice {
  /** A file's name without its ending. */
  readonly id: "colleagues" | "customers" | "regulator";
  readonly document: ReportDocument;
}

const by =
  "Draft. Nothing was sent. What stands in square brackets is for you to fill in; take out what you cannot stand for.";
const maxPlaces = 50;

/** Drafts what colleagues, customers and a regulator are told: facts of the report, and blanks for everything else. */
export function draftNotices(report: IncidentReport): readonly Notice[] {
  return [
    { id: "colleagues", document: forColleagues(report) },
    { id: "customers", document: forCustomers(report) },
    { id: "regulator", document: forRegulator(report) },
  ];
}

function forColleagues(report: IncidentReport): ReportDocument {
  const { subject, before, traps } = report;
  const hit = [...new Set(hitRows(before).map(({ where }) => placeLabel(where, before.folders)))];
  return {
    title: `For colleagues: ${subject.title}`,
    by,
    blocks: [
      paragraph(
        `Malicious versions of packages were published: ${describeTargets(subject).slice(0, 10).join(", ")}.`,
      ),
      ...(subject.campaign === undefined ? [] : [paragraph(subject.campaign.notes)]),
      heading("Is it about you?"),
      paragraph(verdictSentence(report)),
      listOr(hit.slice(0, maxPlaces), "Nobody is known to have taken it."),
      heading("If it is: now"),
      listOr(
        [
          "Take the machine off the network and leave it running. Do not clean it, do not install it anew yet.",
          "Do not revoke or replace anything from that machine, and nothing at all before [name] has looked at it.",
          "Write to [channel] who you are, which machine it is, and what you were logged in to.",
        ],
        "",
        true,
      ),
      heading("Everybody"),
      listOr(
        [
          "Installations go through the firewall; young versions are withheld for now. That is meant so.",
          "Pull before you install: lockfiles were repaired. Bots that update dependencies rest until [time].",
          "Questions go to [channel]. Please do not talk about it outside until [name] says so.",
        ],
        "",
      ),
      ...traps.slice(0, 2).map((trap) => paragraph(trap, "warning")),
    ],
  };
}

function forCustomers(report: IncidentReport): ReportDocument {
  const { subject } = report;
  const first = firstTaken(report);
  return {
    title: "For customers: a security incident in our software supply chain",
    by,
    blocks: [
      heading("What happened"),
      paragraph(
        `Versions of open-source packages that we [use / do not use] were replaced by malicious ones: ${describeTargets(subject).slice(0, 10).join(", ")}. ${first === undefined ? "" : `The first of our systems took one at ${renderInstantShort(first)}. `}We noticed at [time] and began to respond at ${renderInstantShort(report.openedAt)}.`,
      ),
      heading("What it means for you"),
      paragraph("[What data or which product was in reach, or that none was, and how you know.]"),
      paragraph(
        "[Which released versions of yours, if any, contain it, and from which version on they do not.]",
      ),
      heading("What we have done"),
      listOr(
        [
          "Isolated the machines and pipelines concerned.",
          "Refused the versions everywhere, and repaired what referred to them.",
          "[Replaced the secrets that were in reach, at time.]",
        ],
        "",
      ),
      heading("What you should do"),
      listOr(["[Nothing / update to version / replace the token you gave us.]", "Questions: [address]."], ""),
      heading("What we do not know yet"),
      listOr(["[Be as plain here as above.]"], ""),
    ],
  };
}

function forRegulator(report: IncidentReport): ReportDocument {
  const { before, subject } = report;
  const first = firstTaken(report);
  return {
    title: "For a regulator: notification of an incident",
    by,
    blocks: [
      paragraph(
        "Ask your counsel whether you have to notify, whom, and by when. Clocks run from the moment you knew: 72 hours for personal data in the European Union (GDPR, article 33); an early warning within 24 hours, a notification within 72 hours and a final report within a month for those whom NIS 2 concerns.",
        "warning",
      ),
      {
        kind: "table",
        caption: "What such a notification asks for",
        head: ["Question", "Answer"],
        rows: [
          ["Who notifies", "[name, register, contact of the data protection officer]"],
          ["Nature of the incident", `Malicious code in third-party packages: ${subject.title}`],
          ["Began", first === undefined ? "[not known]" : `${renderInstantShort(first)} (first evidence)`],
          ["Noticed", "[time, by whom]"],
          ["Response began", renderInstantShort(report.openedAt)],
          [
            "Systems concerned",
            `${String(new Set(hitRows(before).map(({ where }) => placeLabel(where))).size)} with evidence; see the report`,
          ],
          ["Persons and records concerned", "[categories and approximate numbers, or why that is not known]"],
          ["Likely consequences", "[for the persons concerned]"],
          ["Measures taken", standSentence(report)],
          ["Measures planned", "[replacement of secrets, rebuild of machines, by when]"],
          ["Across borders", "[countries concerned]"],
        ],
      },
      heading("What is not known"),
      listOr(honestLimits(report), ""),
    ] satisfies readonly Block[],
  };
}

function firstTaken({ before }: IncidentReport): number | undefined {
  const times = hitRows(before).flatMap(({ since }) => since ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}
