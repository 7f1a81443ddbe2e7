import { renderInstantShort, unreachable } from "@lockkeeper/core";
import type { SweepLine, SweepMatch, SweepSummary } from "@lockkeeper/sweep";

import type { ViewContext } from "../command.ts";
import { showForeign } from "../foreign-text.ts";
import type { Style } from "../style.ts";
import type { SweepItem } from "../sweep/sweep-input.ts";
import { count } from "../table.ts";
import { wrapText } from "../wrap-text.ts";

const shownNotes = 20;
const shownAncestors = 4;

/** Creates the view of one sweep: what is found as it comes, then what was looked at. */
export function createSweepView(isWatching: boolean): (item: SweepItem, context: ViewContext) => string {
  let notes = 0;
  return (item, context) => {
    switch (item.kind) {
      case "line": {
        const { line } = item;
        const isNote = line.kind === "unreadable" || line.kind === "skipped";
        if (isNote) notes += 1;
        return isNote && notes > shownNotes ? "" : renderLine(line, context, isWatching);
      }
      case "kept":
        return `Sealed result  ${showForeign(item.file)}  (key ${item.fingerprint})\n`;
      case "sent":
        return `Sent to        ${showForeign(item.url)}  (kept there as ${showForeign(item.id)})\n`;
      case "interrupted":
        return item.file === undefined
          ? "Interrupted. A sweep with --output can go on where it stood.\n"
          : `Interrupted. To go on: npx --no lockkeeper sweep --output ${showForeign(item.file)} --resume\n`;
      default:
        return unreachable(item);
    }
  };
}

function renderLine(line: SweepLine, { style, width }: ViewContext, isWatching: boolean): string {
  switch (line.kind) {
    case "sweep": {
      const what = `${count(line.indicators, "indicator")} of ${count(line.campaigns.length, "campaign")}`;
      const how = isWatching ? "Watching" : "Sweeping";
      const where = line.isLive ? "" : ", a disk";
      return `${style.bold(`${how} ${showForeign(line.host)}`)} (${line.platform}${where}): ${what}, ${count(line.folders.length, "folder")}\n`;
    }
    case "match":
      return renderMatch(line, style, width);
    case "unreadable":
      return style.dim(`  could not be read: ${showForeign(line.place)} (${showForeign(line.code)})\n`);
    case "skipped":
      return style.dim(`  not looked at: ${showForeign(line.place)}: ${showForeign(line.why)}\n`);
    case "summary":
      return `\n${renderSummary(line, style)}`;
    case "autorun":
    case "inventory":
    case "credential":
      return "";
    default:
      return unreachable(line);
  }
}

function renderMatch(match: SweepMatch, style: Style, width: number): string {
  const { campaigns, place, evidence, at, sha256, lineage, rule } = match;
  const paint = match.grade === "suspicious" ? style.yellow : style.red;
  const who = campaigns.length === 0 ? rule : campaigns.join(", ");
  const rows = [
    `${paint(style.bold(match.grade.padEnd(10)))} ${style.bold(who)}  ${showForeign(place, 500)}\n`,
    wrapText(showForeign(evidence, 900), { width, indent: "    " }),
  ];
  const facts = [
    at === undefined
      ? undefined
      : `${renderInstantShort(at.at)} (${at.basis === "stated" ? "told by the system" : "date of the file"})`,
    sha256 === undefined ? undefined : `sha256 ${sha256}`,
  ].filter((fact) => fact !== undefined);
  if (facts.length > 0) rows.push(style.dim(`    ${facts.join("  ")}\n`));
  for (const ancestor of lineage.slice(0, shownAncestors))
    rows.push(style.dim(`    started by ${showForeign(ancestor, width)}\n`));
  return `\n${rows.join("")}`;
}

function renderSummary(summary: SweepSummary, style: Style): string {
  const { entries, packages, processes, connections, autoruns, matches, unreadable, skipped } = summary;
  const looked = [
    `${entries.toLocaleString("en")} files`,
    `${packages.toLocaleString("en")} packages`,
    count(processes, "process", "processes"),
    count(connections, "connection"),
    count(autoruns, "thing that starts by itself", "things that start by themselves"),
  ].join(", ");
  const open = [
    ...(summary.isComplete ? [] : ["it was not finished"]),
    ...(unreadable > 0 ? [`${count(unreadable, "place")} could not be read`] : []),
    ...(skipped > 0 ? [`${count(skipped, "place")} left out`] : []),
  ];
  const found = matches === 0 ? "Nothing was found" : count(matches, "match", "matches");
  const headline = open.length === 0 ? found : `${found}, but ${open.join(", ")}`;
  const paint = matches > 0 ? style.red : open.length > 0 ? style.yellow : style.green;
  return `${paint(style.bold(headline))}\nLooked at ${looked} in ${(summary.durationMs / 1000).toFixed(1)} s\n`;
}
