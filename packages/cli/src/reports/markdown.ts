import type { Verdict } from "@lockkeeper/core";
import { renderMarkdownCode, renderMarkdownSentence } from "@lockkeeper/core";

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
import type { DocumentOptions } from "./document-options.ts";
import { countRefused, renderTally, tallyVerdicts, verdictsByWeight } from "./tally.ts";

const verdictWords: Readonly<Record<Verdict, string>> = {
  block: "BLOCK",
  hold: "HOLD",
  unknown: "UNKNOWN",
  allow: "ALLOW",
};

/** GitHub refuses a comment of more than 65,536 characters; one report is left out rather than cut in the middle. */
const maxCharacters = 60_000;

/** Renders reports as Markdown for a comment on a pull request. Nothing in a package can become markup. */
export function renderMarkdown(reports: readonly InspectionReport[], options: DocumentOptions): string {
  const sorted = reports.toSorted(
    (left, right) => verdictsByWeight.indexOf(left.verdict) - verdictsByWeight.indexOf(right.verdict),
  );
  const shown = sorted.filter((report) => options.isComplete || !isLetIn(report));
  let text = `## Lockkeeper: ${renderTally(tallyVerdicts(reports.map(({ verdict }) => verdict)), countRefused(reports))}\n`;
  let left = shown.length;
  for (const report of shown) {
    const section = renderReport(report, options);
    if (text.length + section.length > maxCharacters) break;
    text += section;
    left -= 1;
  }
  if (left > 0) text += `\nAnd ${left} more, for which there is no room here.\n`;
  return `${text}\n${engineLine(reports, options)}`;
}

function renderReport(report: InspectionReport, options: DocumentOptions): string {
  const { sentence, also } = headlineOf(report);
  const advice = adviceOf(report);
  const spots = blindSpotsOf(report);
  const context = contextOf(report);
  const policy = policyWordsOf(report);
  const title = renderMarkdownCode(titleOf(report));
  return [
    `\n### ${verdictWords[report.verdict]} ${title}: ${verdictMeanings[report.verdict]}\n`,
    `\n**${renderMarkdownSentence(sentence)}**\n`,
    ...also.map((each) => `\nAlso: ${renderMarkdownSentence(each)}\n`),
    ...(advice === undefined ? [] : [`\n${renderMarkdownSentence(advice)}\n`]),
    ...sectionsOf(report, options).map(
      ({ family, findings }) =>
        `\n<details${findings.some(isWeighty) ? " open" : ""}><summary>${familyTitles[family]}</summary>\n\n${findings.map(renderFinding).join("")}\n</details>\n`,
    ),
    ...(spots.length === 0
      ? []
      : [`\n_Not looked at:_ ${spots.map((spot) => renderMarkdownSentence(spot, 200)).join("; ")}\n`]),
    ...(context === undefined ? [] : [`\n${renderMarkdownSentence(context)}\n`]),
    ...(policy === undefined ? [] : [`\n${renderMarkdownSentence(policy.text)}\n`]),
    ...(report.origin === undefined
      ? []
      : [`\nFrom ${renderMarkdownCode(`${report.origin.file}:${report.origin.line}`)}\n`]),
  ].join("");
}

function isWeighty({ strength, suppression }: ReportedFinding): boolean {
  return suppression === undefined && (strength === "decisive" || strength === "strong");
}

function renderFinding(finding: ReportedFinding): string {
  const { before, after, excerpt } = finding;
  const place = placeOf(finding);
  const note = suppressionNote(finding);
  const details = [
    `${finding.strength}, \`${finding.id}\`${place === undefined ? "" : `, ${renderMarkdownCode(place)}`}`,
    ...(excerpt === undefined ? [] : [renderMarkdownCode(excerpt)]),
    ...(before === undefined && after === undefined
      ? []
      : [`before ${renderValue(before)}, after ${renderValue(after)}`]),
    ...(note === undefined ? [] : [renderMarkdownSentence(note)]),
  ];
  return [
    `- ${renderMarkdownSentence(finding.message)}\n`,
    ...details.map((detail) => `  - ${detail}\n`),
  ].join("");
}

function renderValue(value: string | undefined): string {
  return value === undefined ? "nothing" : renderMarkdownCode(value, 200);
}

function engineLine(reports: readonly InspectionReport[], { version }: DocumentOptions): string {
  const engine = reports.find(({ error }) => error === undefined)?.engine;
  const rules = engine === undefined ? "" : `, rules ${engine.rules}, data ${engine.data}`;
  return `<sub>Lockkeeper ${version}${rules}</sub>\n`;
}
