import { renderInstantShort, renderMarkdownCode, renderMarkdownSentence } from "@lockkeeper/core";

import type { Block, ReportDocument } from "./block.ts";
import { describeBasis } from "./moment-text.ts";

const maxSentence = 1000;
const laneWords = {
  registry: "registry",
  report: "report",
  taken: "taken here",
  response: "response",
} as const;

/** Renders a report as Markdown (GitHub's dialect): foreign texts can be no markup in it. */
export function renderReportMarkdown({ title, by, blocks }: ReportDocument): string {
  return [`# ${sentence(title)}\n`, `${sentence(by)}\n`, ...blocks.map(renderBlock)].join("\n");
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `${"#".repeat(block.level)} ${sentence(block.text)}\n`;
    case "paragraph":
      return block.tone === "warning"
        ? `> **Careful:** ${sentence(block.text)}\n`
        : `${block.tone === "lead" ? bold(block.text) : sentence(block.text)}\n`;
    case "list":
      return `${block.items.map((item, index) => `${block.isOrdered ? `${String(index + 1)}.` : "-"} ${sentence(item)}`).join("\n")}\n`;
    case "table":
      return renderTable(block.head, block.rows);
    case "command":
      return `- ${sentence(block.text)}${block.command === undefined ? "" : `\n  ${renderMarkdownCode(block.command)}`}\n`;
    case "cards":
      return renderTable(
        ["", ""],
        block.cards.map(({ value, label }) => [value, label]),
      );
    case "timeline":
      return renderTable(
        ["Time", "", "What", "Time known"],
        block.events.map(({ at, lane, label, basis }) => [
          renderInstantShort(at),
          laneWords[lane],
          label,
          describeBasis(basis) ?? "",
        ]),
      );
    default:
      return block satisfies never;
  }
}

function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return `${[line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n")}\n`;
}

function cell(text: string): string {
  return sentence(text).replaceAll("\n", " ");
}

function bold(text: string): string {
  return `**${sentence(text)}**`;
}

/** Our own sentences mark what is typed with backticks; the renderer marks it by itself. */
function sentence(text: string): string {
  return renderMarkdownSentence(text.replaceAll("`", ""), maxSentence);
}
