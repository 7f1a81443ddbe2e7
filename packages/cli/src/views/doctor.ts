import type { Bypass } from "@lockkeeper/clients";
import { unreachable } from "@lockkeeper/core";

import type { ViewContext } from "../command.ts";
import type { DoctorItem, ProofResult, ResultCounts, Statement } from "../doctor-report.ts";
import { claims } from "../doctor-report.ts";
import { showForeign } from "../foreign-text.ts";
import type { Style } from "../style.ts";
import { count, renderPairs } from "../table.ts";

/** What doctor found, a block for each client: what is proved first, then what leads past the firewall. */
export function renderDoctorItem(item: DoctorItem, { style }: ViewContext): string {
  switch (item.kind) {
    case "start":
      return renderPairs(
        [
          ["Firewall", showForeign(item.firewall)],
          ["Folder", showForeign(item.folder)],
          ...(item.isUnderRun ? [["Clients", "started by lockkeeper run"] as const] : []),
        ],
        "",
      );
    case "client":
      return `\n${style.bold(showForeign(item.client))}  ${style.dim(showForeign(item.file))}\n`;
    case "statement":
      return renderStatement(item.statement, style);
    case "bypass":
      return renderBypass(item.bypass, style);
    case "fact":
      return `  ${style.dim("fact")}        ${showForeign(item.fact.message, 600)} ${style.dim(`[${showForeign(item.fact.where)}]`)}\n`;
    case "summary":
      return `\n${renderSummary(item.counts, style)}\n`;
    default:
      return unreachable(item);
  }
}

const indent = " ".repeat(14);

function renderStatement({ id, result, evidence, fix }: Statement, style: Style): string {
  const word = `${paint(result, style)(result)}${" ".repeat(12 - result.length)}`;
  return [
    `  ${word}${claims[id]}\n`,
    `${indent}${style.dim(showForeign(evidence, 600))}\n`,
    ...(fix === undefined ? [] : [`${indent}fix: ${showForeign(fix, 600)}\n`]),
  ].join("");
}

/** Where it stands comes first, as an editor can open it. */
function renderBypass({ id, weight, file, line, variable, message, fix }: Bypass, style: Style): string {
  const place =
    file === undefined ? variable && `$${variable}` : `${file}${line === undefined ? "" : `:${line}`}`;
  const colour = { open: style.red, doubtful: style.yellow, noted: style.dim }[weight];
  return [
    `  ${colour(weight)}${" ".repeat(12 - weight.length)}${place === undefined ? "" : `${showForeign(place)}  `}${style.dim(id)}\n`,
    `${indent}${showForeign(message, 600)}\n`,
    `${indent}fix: ${showForeign(fix, 600)}\n`,
  ].join("");
}

function paint(result: ProofResult, style: Style): (text: string) => string {
  switch (result) {
    case "proved":
      return style.green;
    case "refuted":
      return style.red;
    case "not-proved":
      return style.yellow;
    default:
      return unreachable(result);
  }
}

function renderSummary(counts: ResultCounts, style: Style): string {
  const refuted = counts.refuted;
  const open = counts["not-proved"];
  const numbers = `${counts.proved} proved, ${refuted} refuted, ${open} not proved`;
  if (refuted > 0) return style.bold(style.red(`Not protected: ${numbers}.`));
  if (open > 0) return style.bold(style.yellow(`Not proved: ${numbers}.`));
  return style.bold(style.green(`Proved: ${count(counts.proved, "statement")} hold.`));
}
