import type { ViewContext } from "../command.ts";
import { showForeign } from "../foreign-text.ts";
import { triggerTitles } from "../inspection/capability-words.ts";
import type { ComparedRow } from "../inspection/compared-row.ts";
import type {
  CapabilityRow,
  ComparedSection,
  ComparisonReport,
  Presence,
} from "../inspection/comparison-report.ts";
import { paintLines } from "../style.ts";
import type { Style } from "../style.ts";
import { count, renderRow } from "../table.ts";
import { wrapText } from "../wrap-text.ts";

type Frame = Pick<ViewContext, "style" | "width">;

const maxBlindSpots = 4;

/** Two versions on one screen: what matters, what it can do by what makes it run, then each matter before and after. */
export function renderComparison(report: ComparisonReport, frame: Frame): string {
  const { style, width } = frame;
  const blocks = [
    `${style.bold(showForeign(report.title))}: ${report.step}\n`,
    report.summary.map((sentence) => wrapText(showForeign(sentence, 600), { width, indent: "  " })).join(""),
    ...(report.capabilities.length === 0 ? [] : [renderCapabilities(report, style)]),
    ...report.sections.map((section) => renderSection(section, frame)),
    ...renderBlindSpots(report.blindSpots, frame),
  ];
  return blocks.join("\n");
}

const marks: Readonly<Record<Presence, string>> = { both: "yes", new: "NEW", gone: "gone", neither: "." };

function renderCapabilities({ capabilities, triggers }: ComparisonReport, style: Style): string {
  const heads = triggers.map((trigger) => triggerTitles[trigger]);
  const widths = [
    Math.max(...capabilities.map(({ phrase }) => phrase.length)) + 4,
    ...heads.map((head) => Math.max(head.length, 4)),
  ];
  const lines = [
    paintLines(renderRow(["    reached by", ...heads], widths), style.dim),
    ...capabilities.map((row) => paintMarks(renderRow(cellsOf(row), widths), row, style)),
  ];
  return `  ${style.bold("What it can do")}\n${lines.join("")}`;
}

function cellsOf({ phrase, cells }: CapabilityRow): readonly string[] {
  return [`    ${phrase}`, ...cells.map((cell) => marks[cell])];
}

function paintMarks(line: string, { cells }: CapabilityRow, style: Style): string {
  if (cells.includes("new")) return paintLines(line, style.yellow);
  return cells.includes("gone") ? paintLines(line, style.dim) : line;
}

const nameWidths = { least: 10, most: 34 } as const;

function renderSection({ title, rows }: ComparedSection, frame: Frame): string {
  const widest = Math.max(nameWidths.least, ...rows.filter(hasValue).map(({ what }) => what.length));
  const nameWidth = Math.min(widest, nameWidths.most);
  return `  ${frame.style.bold(title)}\n${rows.map((row) => renderChange(row, nameWidth, frame)).join("")}`;
}

function renderChange(row: ComparedRow, nameWidth: number, { style, width }: Frame): string {
  const { what, before, after } = row;
  const name = showForeign(what, 120);
  if (before === undefined && after === undefined) return `    ${style.dim(name)}\n`;
  const indent = " ".repeat(nameWidth + 8);
  const mark = "    # ";
  const isLong = name.length > nameWidth;
  const first = isLong ? indent : `${mark}${name.padEnd(nameWidth)}  `;
  const value = valueOf(row);
  if (value === "") return `    ${signOf(row, style)} ${name}\n`;
  const text = wrapText(value, { width, first, indent });
  const whole = isLong ? `${mark}${name}\n${text}` : text;
  return `    ${signOf(row, style)} ${whole.slice(mark.length)}`;
}

function hasValue({ before, after }: ComparedRow): boolean {
  return (before ?? "") !== "" || (after ?? "") !== "";
}

function signOf({ before, after }: ComparedRow, style: Style): string {
  if (before === undefined) return style.yellow("+");
  return after === undefined ? style.dim("-") : "~";
}

function valueOf({ before, after }: ComparedRow): string {
  if (before === undefined) return showForeign(after ?? "", 400);
  if (before === "" && after === undefined) return "";
  if (after === undefined) return `was ${showForeign(before, 400)}`;
  return `${showForeign(before, 200)} → ${showForeign(after, 200)}`;
}

function renderBlindSpots(spots: readonly string[], { style, width }: Frame): readonly string[] {
  if (spots.length === 0) return [];
  const shown = spots.slice(0, maxBlindSpots).map((spot) => showForeign(spot, 200));
  const more = spots.length > shown.length ? `; and ${count(spots.length - shown.length, "more thing")}` : "";
  const text = wrapText(`Not looked at: ${shown.join("; ")}${more}`, { width, indent: "  " });
  return [paintLines(text, style.dim)];
}
