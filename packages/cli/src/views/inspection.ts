import type { FindingStrength, Verdict } from "@lockkeeper/core";

import type { ViewContext } from "../command.ts";
import { showForeign } from "../foreign-text.ts";
import type { InspectionReport, ReportedFinding } from "../inspection/inspection-report.ts";
import {
  adviceOf,
  blindSpotsOf,
  familyTitles,
  headlineOf,
  placeOf,
  sectionsOf,
  suppressionNote,
  titleOf,
  verdictMeanings,
} from "../inspection/report-words.ts";
import type { FamilySection, FindingFilter } from "../inspection/report-words.ts";
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
  const head = `${verdictWord(report.verdict, style)} ${style.bold(showForeign(titleOf(report)))}${askedAs(report)}: ${verdictMeanings[report.verdict]}\n`;
  const advice = adviceOf(report);
  const sections = report.verdict === "allow" && !detail.isComplete ? [] : sectionsOf(report, detail);
  const blocks = [
    paragraph(headlineOf(report), width),
    ...(advice === undefined ? [] : [paragraph(advice, width)]),
    ...sections.map((section) => renderSection(section, frame, detail)),
    ...footer(report, frame),
  ];
  return `${head}\n${blocks.join("\n")}`;
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

function renderSection({ family, findings }: FamilySection, frame: Frame, detail: ReportDetail): string {
  const shown = detail.isComplete ? findings : findings.slice(0, maxPerFamily);
  const more = findings.length - shown.length;
  return [
    `  ${frame.style.bold(familyTitles[family])}\n`,
    ...shown.map((finding) => renderFinding(finding, frame)),
    ...(more > 0 ? [frame.style.dim(`    and ${more} more; --show-all shows them\n`)] : []),
  ].join("");
}

function renderFinding(finding: ReportedFinding, { style, width }: Frame): string {
  const note = suppressionNote(finding);
  const message = wrapText(showForeign(finding.message, 600), { width, first: "    ! ", indent: "      " });
  const mark = note === undefined ? markOf(finding.strength, style) : style.dim("-");
  return [
    message.replace("    ! ", () => `    ${mark} `),
    ...evidenceLines(finding).map((line) => style.dim(`      ${clip(line, width - 6)}\n`)),
    ...(note === undefined ? [] : [wrapText(showForeign(note), { width, indent: "      " })]),
  ].join("");
}

function markOf(strength: FindingStrength, style: Style): string {
  if (strength === "decisive") return style.bold(style.red("!"));
  if (strength === "strong") return style.bold(style.yellow("!"));
  return strength === "supporting" ? "•" : style.dim("·");
}

function evidenceLines(finding: ReportedFinding): readonly string[] {
  const { excerpt, before, after } = finding;
  const place = placeOf(finding);
  const shownPlace = place === undefined ? [] : [showForeign(place)];
  return [
    [...shownPlace, finding.strength, finding.id].join("  "),
    ...(excerpt === undefined ? [] : [`| ${showForeign(excerpt, 240).trim()}`]),
    ...(before === undefined && after === undefined ? [] : [changeLine(before, after)]),
  ];
}

function changeLine(before: string | undefined, after: string | undefined): string {
  const show = (value: string | undefined): string =>
    value === undefined ? "nothing" : showForeign(value, 160);
  return `before: ${show(before)}  after: ${show(after)}`;
}

function clip(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}

function footer(report: InspectionReport, { style, width }: Frame): readonly string[] {
  const spots = blindSpotsOf(report);
  const shown = spots.slice(0, maxBlindSpots).map((spot) => showForeign(spot, 200));
  const more = spots.length > shown.length ? `; and ${count(spots.length - shown.length, "more thing")}` : "";
  return spots.length === 0
    ? []
    : [style.dim(wrapText(`Not looked at: ${shown.join("; ")}${more}`, { width, indent: "  " }))];
}
