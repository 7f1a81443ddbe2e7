import type { FindingStrength, Verdict } from "@lockkeeper/core";

import type { ViewContext } from "../command.ts";
import { showForeign } from "../foreign-text.ts";
import type { InspectionReport, ReportedFinding } from "../inspection/inspection-report.ts";
import {
  adviceOf,
  blindSpotsOf,
  contextOf,
  familyTitles,
  headlineOf,
  kindOf,
  placeOf,
  policyWordsOf,
  sectionsOf,
  suppressionNote,
  titleOf,
  verdictMeanings,
} from "../inspection/report-words.ts";
import type { FamilySection, FindingFilter, Headline } from "../inspection/report-words.ts";
import { paintLines } from "../style.ts";
import type { Style } from "../style.ts";
import { count } from "../table.ts";
import { wrapText } from "../wrap-text.ts";

/** How much of a report a terminal shows. */
export interface ReportDetail extends FindingFilter {
  /** Whether every finding is shown with its evidence, instead of the first few of a family. */
  readonly isComplete: boolean;
}

type Frame = Pick<ViewContext, "style" | "width">;

const maxPerFamily = 4;
const maxBlindSpots = 3;

/** One report on one screen: verdict, the sentence a developer needs, what to do; then the evidence by family. */
export function renderInspection(report: InspectionReport, frame: Frame, detail: ReportDetail): string {
  const { style, width } = frame;
  const title = style.bold(showForeign(titleOf(report)));
  const head = `${verdictWord(report.verdict, style)} ${title}${askedAs(report)}: ${verdictMeanings[report.verdict]}\n`;
  const headline = headlineOf(report);
  const advice = adviceOf(report);
  const policy = policyWordsOf(report);
  const all = sectionsOf(report, detail);
  const isShort = report.verdict === "allow" && !detail.isComplete;
  const sections = isShort ? [] : all;
  const blocks = [
    renderHeadline(headline, frame),
    ...(advice === undefined ? [] : [paragraph(advice, width)]),
    ...(policy?.isUnexpected === true ? [paragraph(policy.text, width)] : []),
    ...sections.map((section) => renderSection(section, headline, { frame, detail })),
    ...(isShort && all.length > 0 ? [paintLines(`  ${hiddenNote(all)}\n`, style.dim)] : []),
    ...footer(report, frame),
  ];
  return `${head}\n${blocks.join("\n")}`;
}

function hiddenNote(sections: readonly FamilySection[]): string {
  const amount = sections.reduce((sum, { findings }) => sum + findings.length, 0);
  return `${count(amount, "finding")} of that kind; --show-all shows ${amount === 1 ? "it" : "them"}.`;
}

function renderHeadline({ sentence, also }: Headline, { style, width }: Frame): string {
  const first = paintLines(paragraph(sentence, width), style.bold);
  return `${first}${also.map((each) => paragraph(`Also: ${each}`, width)).join("")}`;
}

/** The word of a verdict, coloured as loud as it is. */
export function verdictWord(verdict: Verdict, style: Style): string {
  const word = verdict.toUpperCase();
  if (verdict === "allow") return style.bold(style.green(word));
  return style.bold(verdict === "block" ? style.red(word) : style.yellow(word));
}

function askedAs({ spec, name, version }: InspectionReport): string {
  return name === undefined || spec === `${name}@${version ?? ""}` ? "" : ` (asked: ${showForeign(spec)})`;
}

function paragraph(text: string, width: number): string {
  return wrapText(showForeign(text, 1000), { width, indent: "  " });
}

function renderSection(
  { family, findings }: FamilySection,
  headline: Headline,
  { frame, detail }: { readonly frame: Frame; readonly detail: ReportDetail },
): string {
  const shown = detail.isComplete ? findings : findings.slice(0, maxPerFamily);
  const more = findings.length - shown.length;
  return [
    `  ${frame.style.bold(familyTitles[family])}\n`,
    ...shown.map((finding) =>
      // The headline has said it already.
      renderFinding(finding, finding === headline.finding ? `${kindOf(finding)}.` : finding.message, frame),
    ),
    ...(more > 0 ? [paintLines(`    and ${more} more; --show-all shows them\n`, frame.style.dim)] : []),
  ].join("");
}

function renderFinding(finding: ReportedFinding, text: string, { style, width }: Frame): string {
  const note = suppressionNote(finding);
  const message = wrapText(showForeign(text, 600), { width, first: "    ! ", indent: "      " });
  const mark = note === undefined ? markOf(finding.strength, style) : style.dim("-");
  return [
    message.replace("    ! ", () => `    ${mark} `),
    paintLines(renderEvidence(finding, width), style.dim),
    ...(note === undefined ? [] : [wrapText(showForeign(note), { width, indent: "      " })]),
  ].join("");
}

function markOf(strength: FindingStrength, style: Style): string {
  if (strength === "decisive") return style.bold(style.red("!"));
  if (strength === "strong") return style.bold(style.yellow("!"));
  return strength === "supporting" ? "•" : style.dim("·");
}

function renderEvidence(finding: ReportedFinding, width: number): string {
  const { excerpt, before, after } = finding;
  const place = placeOf(finding);
  const shownPlace = place === undefined ? [] : [showForeign(place)];
  const lines = [
    [...shownPlace, finding.strength, finding.id].join("  "),
    ...(excerpt === undefined ? [] : [`| ${showForeign(excerpt, 240).trim()}`]),
  ];
  const change = before === undefined && after === undefined ? "" : renderChange({ before, after }, width);
  return `${lines.map((line) => `      ${clip(line, width - 6)}\n`).join("")}${change}`;
}

/** On one line where there is room. */
function renderChange({ before, after }: Pick<ReportedFinding, "before" | "after">, width: number): string {
  const show = (value: string | undefined): string =>
    value === undefined ? "nothing" : showForeign(value, 160);
  const both = [`before: ${show(before)}`, `after: ${show(after)}`];
  const line = both.join("  ");
  if (line.length + 6 <= width) return `      ${line}\n`;
  return both.map((each) => wrapText(each, { width, first: "      ", indent: "        " })).join("");
}

function clip(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}

function footer(report: InspectionReport, { style, width }: Frame): readonly string[] {
  const context = contextOf(report);
  const shownContext = context === undefined ? undefined : showForeign(context);
  const policy = policyWordsOf(report);
  const shownPolicy = policy === undefined || policy.isUnexpected ? undefined : showForeign(policy.text, 600);
  const lines = [shownContext, blindSpotLine(report), shownPolicy].filter((line) => line !== undefined);
  if (lines.length === 0) return [];
  const text = lines.map((line) => wrapText(line, { width, indent: "  " })).join("");
  return [paintLines(text, style.dim)];
}

function blindSpotLine(report: InspectionReport): string | undefined {
  const spots = blindSpotsOf(report);
  if (spots.length === 0) return undefined;
  const shown = spots.slice(0, maxBlindSpots).map((spot) => showForeign(spot, 200));
  const more = spots.length > shown.length ? `; and ${count(spots.length - shown.length, "more thing")}` : "";
  return `Not looked at: ${shown.join("; ")}${more}`;
}
