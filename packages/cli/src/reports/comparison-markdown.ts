import { renderMarkdownCode, renderMarkdownSentence } from "@lockkeeper/core";

import { triggerTitles } from "../inspection/capability-words.ts";
import type { ComparedRow } from "../inspection/compared-row.ts";
import type { ComparisonReport, Presence } from "../inspection/comparison-report.ts";

const marks: Readonly<Record<Presence, string>> = { both: "yes", new: "**new**", gone: "gone", neither: "" };

/** Renders two versions side by side as Markdown for a comment on a pull request. Nothing in a package can become markup. */
export function renderComparisonMarkdown(report: ComparisonReport): string {
  return [
    `## ${renderMarkdownCode(report.title)}: ${report.step}\n`,
    ...report.summary.map((sentence) => `\n- ${renderMarkdownSentence(sentence)}`),
    "\n",
    ...(report.capabilities.length === 0 ? [] : [renderCapabilities(report)]),
    ...report.sections.map(
      ({ title, rows }) =>
        `\n### ${title}\n\n| | before | after |\n|---|---|---|\n${rows.map(renderChange).join("")}`,
    ),
    ...(report.blindSpots.length === 0
      ? []
      : [
          `\nNot looked at: ${report.blindSpots
            .slice(0, 10)
            .map((spot) => renderMarkdownSentence(spot, 200))
            .join("; ")}\n`,
        ]),
  ].join("");
}

function renderCapabilities({ capabilities, triggers }: ComparisonReport): string {
  const heads = triggers.map((trigger) => triggerTitles[trigger]);
  const lines = capabilities.map(
    ({ phrase, cells }) => `| ${phrase} | ${cells.map((cell) => marks[cell]).join(" | ")} |\n`,
  );
  return `\n### What it can do\n\n| | ${heads.join(" | ")} |\n|---|${heads.map(() => "---|").join("")}\n${lines.join("")}`;
}

function renderChange({ what, before, after }: ComparedRow): string {
  return `| ${renderMarkdownCode(what, 120)} | ${valueOf(before)} | ${valueOf(after)} |\n`;
}

function valueOf(value: string | undefined): string {
  if (value === undefined) return "";
  return value === "" ? "yes" : renderMarkdownCode(value, 300);
}
