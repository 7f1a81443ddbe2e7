import { createHash } from "node:crypto";

import { renderHtmlText as text, renderInstantShort } from "@lockkeeper/core";

import type { Block, ReportDocument } from "./block.ts";
import { describeBasis } from "./moment-text.ts";
import { reportStyle } from "./report-style.ts";
import { renderTimelineSvg } from "./timeline-svg.ts";
import type { TimelineEvent } from "./timeline.ts";

const laneWords = {
  registry: "Registry",
  report: "Report",
  taken: "Taken here",
  response: "Response",
} as const;
const maxText = 2000;

/** Renders a report as one HTML file that needs nothing else: no script, no network, no font. */
export function renderReportHtml({ title, by, blocks }: ReportDocument): string {
  return [
    "<!doctype html>\n",
    '<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    `<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">\n`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    '<meta name="referrer" content="no-referrer">\n',
    `<title>${text(title)}</title>\n<style>${reportStyle}</style>\n</head>\n<body>\n`,
    `<header>\n<h1>${inline(title)}</h1>\n<p class="soft">${inline(by)}</p>\n</header>\n<main>\n`,
    ...blocks.map(renderBlock),
    "</main>\n</body>\n</html>\n",
  ].join("");
}

// Security: even if a foreign text became markup, nothing in the page may load or run.
function contentPolicy(): string {
  const hash = createHash("sha256").update(reportStyle).digest("base64");
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `<h${String(block.level)}>${inline(block.text)}</h${String(block.level)}>\n`;
    case "paragraph":
      return renderParagraph(block);
    case "list": {
      const tag = block.isOrdered ? "ol" : "ul";
      return `<${tag}>\n${block.items.map((item) => `<li>${inline(item)}</li>\n`).join("")}</${tag}>\n`;
    }
    case "table":
      return renderTable(block);
    case "command":
      return `<div class="do">${inline(block.text)}${block.command === undefined ? "" : `<kbd>${text(block.command)}</kbd>`}</div>\n`;
    case "cards":
      return `<ul class="cards">\n${block.cards.map(({ value, label, tone }) => `<li><strong class="${tone}">${text(value)}</strong> ${inline(label)}</li>\n`).join("")}</ul>\n`;
    case "timeline":
      return renderTimeline(block.events);
    default:
      return block satisfies never;
  }
}

function renderParagraph({ text: words, tone }: Extract<Block, { readonly kind: "paragraph" }>): string {
  if (tone === "plain") return `<p>${inline(words)}</p>\n`;
  if (tone === "warning") return `<p class="warning"><strong>Careful:</strong> ${inline(words)}</p>\n`;
  return `<p class="${tone}">${inline(words)}</p>\n`;
}

function renderTable({ caption, head, rows }: Extract<Block, { readonly kind: "table" }>): string {
  const cells = rows.map((row) => `<tr>${row.map((cell) => `<td>${inline(cell)}</td>`).join("")}</tr>\n`);
  return [
    `<div class="wide"><table>\n<caption>${inline(caption)}</caption>\n<thead><tr>`,
    ...head.map((cell) => `<th scope="col">${inline(cell)}</th>`),
    "</tr></thead>\n<tbody>\n",
    ...cells,
    "</tbody>\n</table></div>\n",
  ].join("");
}

function renderTimeline(events: readonly TimelineEvent[]): string {
  const rows = events.map(({ at, lane, label, basis }) => {
    const known = describeBasis(basis);
    return `<tr><td class="time">${renderInstantShort(at)}</td><td>${laneWords[lane]}</td><td>${inline(label)}${known === undefined ? "" : ` <span class="soft">(${text(known)})</span>`}</td></tr>\n`;
  });
  return [
    `<figure class="wide">\n${renderTimelineSvg(events)}</figure>\n`,
    '<div class="wide"><table>\n<caption>All times in UTC</caption>\n<thead><tr><th scope="col">Time</th><th scope="col">Where</th><th scope="col">What</th></tr></thead>\n<tbody>\n',
    ...rows,
    "</tbody>\n</table></div>\n",
  ].join("");
}

/** Backticks mark what is typed; what is between them is as safe as everything else. */
function inline(words: string): string {
  return text(words, maxText)
    .split("`")
    .map((part, index, parts) =>
      index % 2 === 1 && index < parts.length - 1 ? `<code>${part}</code>` : part,
    )
    .join("");
}
