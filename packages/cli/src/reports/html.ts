import { createHash } from "node:crypto";

import type { Verdict } from "@lockkeeper/core";
import { renderHtmlText as text, renderInstantShort } from "@lockkeeper/core";

import { isLetIn } from "../inspection/inspection-report.ts";
import type { InspectionReport, ReportedFinding } from "../inspection/inspection-report.ts";
import {
  adviceOf,
  blindSpotsOf,
  contextOf,
  familyTitles,
  headlineOf,
  placeOf,
  policyWordsOf,
  sectionsOf,
  suppressionNote,
  titleOf,
  verdictMeanings,
} from "../inspection/report-words.ts";
import { count } from "../table.ts";
import type { DocumentOptions } from "./document-options.ts";
import { htmlStyle } from "./html-style.ts";
import { countRefused, tallyVerdicts, totalOf, verdictsByWeight } from "./tally.ts";
import type { Tally } from "./tally.ts";

const verdictLabels: Readonly<Record<Verdict, string>> = {
  block: "blocked",
  hold: "held for a person",
  unknown: "undecided",
  allow: "allowed",
};

/** Renders reports as one HTML file that needs nothing else: no script, no network, no font. */
export function renderHtml(reports: readonly InspectionReport[], options: DocumentOptions): string {
  const tally = tallyVerdicts(reports.map(({ verdict }) => verdict));
  const refused = countRefused(reports);
  const sorted = reports.toSorted(
    (left, right) => verdictsByWeight.indexOf(left.verdict) - verdictsByWeight.indexOf(right.verdict),
  );
  const isShown = (report: InspectionReport): boolean => options.isComplete || !isLetIn(report);
  const allowed = sorted.filter((report) => !isShown(report));
  return [
    "<!doctype html>\n",
    '<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    `<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">\n`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    '<meta name="referrer" content="no-referrer">\n',
    `<title>Lockkeeper: ${text(summaryOf(tally, refused))}</title>\n<style>${htmlStyle}</style>\n</head>\n<body>\n`,
    "<header>\n<h1>Inspection of npm packages</h1>\n",
    `<p class="soft">Made ${renderInstantShort(options.now)} by Lockkeeper ${text(options.version)}${engineOf(reports)}</p>\n`,
    `<p class="lead">${text(summaryOf(tally, refused))}</p>\n${renderTallyCards(tally)}</header>\n<main>\n`,
    ...sorted.filter(isShown).map((report) => renderArticle(report, options)),
    renderAllowed(allowed),
    '</main>\n<footer class="soft">\n<p>',
    "<strong>Blocked</strong>: evidence of an attack; do not install. <strong>Held</strong>: unusual enough that a person ",
    "should look first. <strong>Undecided</strong>: it could not be looked at in full, so nobody can say that it is safe. ",
    "<strong>Allowed</strong>: nothing adds up to an attack, which is no proof that there is none.</p>\n</footer>\n",
    "</body>\n</html>\n",
  ].join("");
}

// Security: even if a text of a package became markup, nothing in the page may load or run.
function contentPolicy(): string {
  const hash = createHash("sha256").update(htmlStyle).digest("base64");
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

function summaryOf(tally: Tally, refused: number): string {
  const total = count(totalOf(tally), "version");
  const bad = tally.block + tally.hold;
  if (bad + refused + tally.unknown === 0) return `${total} inspected; nothing stands in the way.`;
  const parts = [
    ...(tally.block === 0 ? [] : [`${tally.block} must not be installed`]),
    ...(tally.hold === 0 ? [] : [`${tally.hold} should be looked at by a person first`]),
    ...(tally.unknown === 0 ? [] : [`${tally.unknown} could not be decided`]),
    ...(refused === 0 ? [] : [`${refused} withheld by policy alone`]),
  ];
  return `${total} inspected; ${parts.join(", ")}.`;
}

function renderTallyCards(tally: Tally): string {
  const cards = verdictsByWeight.map(
    (verdict) => `<li><strong class="${verdict}">${tally[verdict]}</strong> ${verdictLabels[verdict]}</li>\n`,
  );
  return `<ul class="tally">\n${cards.join("")}</ul>\n`;
}

function engineOf(reports: readonly InspectionReport[]): string {
  const engine = reports.find(({ error }) => error === undefined)?.engine;
  return engine === undefined ? "" : `, rules ${text(engine.rules)}, data ${text(engine.data)}`;
}

function renderArticle(report: InspectionReport, options: DocumentOptions): string {
  const { verdict, origin, integrity } = report;
  const { sentence, also } = headlineOf(report);
  const advice = adviceOf(report);
  const spots = blindSpotsOf(report);
  const context = contextOf(report);
  const policy = policyWordsOf(report);
  const from = origin === undefined ? "" : `From ${text(`${origin.file}:${origin.line}`)}. `;
  return [
    `<article class="is-${verdict}">\n`,
    `<h2><span class="word ${verdict}">${verdict.toUpperCase()}</span> ${text(titleOf(report))}</h2>\n`,
    `<p class="soft">${text(verdictMeanings[verdict])}</p>\n<p class="lead">${text(sentence)}</p>\n`,
    ...also.map((each) => `<p>Also: ${text(each)}</p>\n`),
    ...(advice === undefined ? [] : [`<p>${text(advice)}</p>\n`]),
    ...sectionsOf(report, options).map(
      ({ family, findings }) =>
        `<h3>${familyTitles[family]}</h3>\n<ul class="findings">\n${findings.map(renderFinding).join("")}</ul>\n`,
    ),
    ...(spots.length === 0 ? [] : [`<p class="soft">Not looked at: ${text(spots.join("; "))}</p>\n`]),
    ...(context === undefined ? [] : [`<p class="soft">${text(context)}</p>\n`]),
    ...(policy === undefined
      ? []
      : [`<p${policy.isUnexpected ? "" : ' class="soft"'}>${text(policy.text)}</p>\n`]),
    `<p class="soft">${from}${integrity === undefined ? "" : `<code>${text(integrity)}</code>`}</p>\n</article>\n`,
  ].join("");
}

function renderFinding(finding: ReportedFinding): string {
  const { strength, id, technique, message, excerpt, before, after } = finding;
  const place = placeOf(finding);
  const note = suppressionNote(finding);
  return [
    `<li${note === undefined ? "" : ' class="suppressed"'}>`,
    `<span class="tag ${strength}">${strength}</span>${text(message)}`,
    ...(note === undefined ? [] : [`<p class="soft">${text(note)}</p>`]),
    `<p class="soft"><code>${text(id)}</code>${technique === undefined ? "" : `, ATT&amp;CK ${text(technique)}`}`,
    `${place === undefined ? "" : `, <code>${text(place)}</code>`}</p>`,
    ...(excerpt === undefined ? [] : [`<pre>${text(excerpt, 240)}</pre>`]),
    ...(before === undefined && after === undefined
      ? []
      : [`<dl><dt>before</dt><dd>${valueOf(before)}</dd><dt>after</dt><dd>${valueOf(after)}</dd></dl>`]),
    "</li>\n",
  ].join("");
}

function valueOf(value: string | undefined): string {
  return value === undefined ? "nothing" : `<code>${text(value, 300)}</code>`;
}

function renderAllowed(reports: readonly InspectionReport[]): string {
  if (reports.length === 0) return "";
  const rows = reports.map((report) => `<li>${text(titleOf(report))}</li>\n`);
  return `<details>\n<summary>${count(reports.length, "allowed version")}</summary>\n<ul>\n${rows.join("")}</ul>\n</details>\n`;
}
