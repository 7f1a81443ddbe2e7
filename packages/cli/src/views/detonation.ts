import type { Finding } from "@lockkeeper/core";
import type { TriggerDetonation, WorldRun } from "@lockkeeper/detonate";

import type { ViewContext } from "../command.ts";
import type { DetonationReport } from "../detonation/detonation-report.ts";
import { readEnvironmentNames, readTimeline } from "../detonation/timeline.ts";
import type { TimelineRow } from "../detonation/timeline.ts";
import { showForeign } from "../foreign-text.ts";
import { paintLines } from "../style.ts";
import type { Style } from "../style.ts";
import { count } from "../table.ts";
import { wrapText } from "../wrap-text.ts";

type Frame = Pick<ViewContext, "style" | "width">;

const shownRows = 40;
const shownNames = 24;

/** What a package tried: what it amounts to, what differs between the worlds, then one timeline for each trigger. */
export function renderDetonation(
  report: DetonationReport,
  frame: Frame,
  detail: { readonly isTrace: boolean },
): string {
  const { style } = frame;
  const { detonation, error } = report;
  const title = style.bold(showForeign(titleOf(report)));
  if (detonation === undefined) {
    const why = error === undefined ? "it could not be run" : `${error.message} (${error.code})`;
    const hint = error?.hint ?? undefined;
    return `${title}: ${showForeign(why, 600)}\n${hint === undefined ? "" : `  hint: ${showForeign(hint, 400)}\n`}`;
  }
  if (detonation.triggers.length === 0) return `${title}: nothing makes code of it run that was asked for\n`;
  const took = `${(report.durationMs / 1000).toFixed(2)} s`;
  return [
    `${title}: ${summaryOf(detonation.findings)} ${style.dim(`(${took})`)}\n`,
    ...(detonation.findings.length === 0 ? [] : [renderFindings(detonation.findings, frame)]),
    ...detonation.triggers.map((trigger) => renderTrigger(trigger, frame, detail)),
  ].join("\n");
}

function titleOf({ spec, name, version }: DetonationReport): string {
  return name === undefined ? spec : `${name}@${version ?? ""}`;
}

function summaryOf(findings: readonly Finding[]): string {
  const grave = findings.filter(({ strength }) => strength === "decisive" || strength === "strong");
  if (grave.length > 0) return `${count(grave.length, "thing")} that honest packages hardly ever do`;
  return findings.length === 0 ? "nothing that speaks against it" : "nothing weighty";
}

function renderFindings(findings: readonly Finding[], { style, width }: Frame): string {
  return findings
    .map(({ message, strength }) => {
      const text = wrapText(showForeign(message, 500), { width, first: "  ! ", indent: "    " });
      const paint = strength === "decisive" ? style.red : style.yellow;
      return text.replace("  ! ", () => `  ${paint("!")} `);
    })
    .join("");
}

function renderTrigger(
  detonated: TriggerDetonation,
  frame: Frame,
  { isTrace }: { readonly isTrace: boolean },
): string {
  const { trigger, worlds } = detonated;
  const { style, width } = frame;
  const names = worlds.map(({ name }) => name);
  const starts = trigger.starts.join(" && ");
  const head = wrapText(`${trigger.kind} · ${showForeign(trigger.name)}: ${showForeign(starts, 400)}`, {
    width,
    indent: "  ",
  });
  return [
    paintLines(head, style.bold),
    renderRows(readTimeline(detonated, { isTrace }), { names, isTrace, frame }),
    isTrace ? "" : renderEnvironment(detonated, frame),
    renderEnds(worlds, frame),
  ].join("");
}

function renderRows(
  rows: readonly TimelineRow[],
  {
    names,
    isTrace,
    frame,
  }: { readonly names: readonly string[]; readonly isTrace: boolean; readonly frame: Frame },
): string {
  const { style } = frame;
  if (rows.length === 0) return paintLines("  Nothing was tried that leaves a trace.\n", style.dim);
  const marks = names.map((_, index) => String.fromCharCode(65 + index));
  const legend = names.map((name, index) => `${marks[index] ?? ""} ${name}`).join("   ");
  const shown = isTrace ? rows : rows.slice(0, shownRows);
  const more = rows.length - shown.length;
  const differing = shown.filter(({ worlds }) => worlds.size < names.length);
  const common = shown.filter(({ worlds }) => worlds.size === names.length);
  const groups = [
    { title: `What differs       ${legend}`, group: differing },
    { title: names.length === 1 ? legend : `In every world     ${legend}`, group: common },
  ];
  return [
    ...groups.flatMap(({ title, group }) =>
      group.length === 0
        ? []
        : [
            `  ${style.dim(title)}\n`,
            ...group.map((row, index) => renderRow(row, group[index - 1], { names, marks, frame })),
          ],
    ),
    ...(more > 0 ? [paintLines(`    and ${more} more; --trace shows them\n`, style.dim)] : []),
  ].join("");
}

function renderRow(
  row: TimelineRow,
  before: TimelineRow | undefined,
  {
    names,
    marks,
    frame,
  }: { readonly names: readonly string[]; readonly marks: readonly string[]; readonly frame: Frame },
): string {
  const { style, width } = frame;
  const where = names.map((name, index) => (row.worlds.has(name) ? (marks[index] ?? "") : "·")).join("");
  const first = `    ${momentOf(row.atMs)}  ${where}  ${row.kind.padEnd(7)}  `;
  const times = row.times > 1 ? ` (${row.times} times)` : "";
  const text = wrapText(`${showForeign(row.detail, 500)}${times}`, {
    width,
    first,
    indent: " ".repeat(first.length),
  });
  // What is said of many rows is said of the first.
  const notes = before !== undefined && notesOf(before) === notesOf(row) ? "" : notesOf(row);
  const note = notes === "" ? "" : wrapText(notes, { width, indent: " ".repeat(first.length) });
  return `${paintRow(text, row, style)}${paintLines(note, style.dim)}`;
}

function paintRow(text: string, { honey, decoded }: TimelineRow, style: Style): string {
  if (honey.length > 0) return paintLines(text, style.red);
  return decoded ? paintLines(text, style.yellow) : text;
}

function notesOf({ honey, decoded, place }: TimelineRow): string {
  return [
    ...(honey.length > 0 ? [`passes on: ${honey.map((name) => showForeign(name, 40)).join(", ")}`] : []),
    ...(decoded ? ["composed or decoded while it ran"] : []),
    ...(place === undefined ? [] : [showForeign(place, 120)]),
  ].join("; ");
}

function momentOf(atMs: number): string {
  const seconds = atMs / 1000;
  if (seconds < 100) return `${seconds.toFixed(2).padStart(6)} s`;
  return seconds < 7200
    ? `${Math.round(seconds / 60)} min`.padStart(8)
    : `${Math.round(seconds / 3600)} h`.padStart(8);
}

function renderEnvironment(detonated: TriggerDetonation, { style, width }: Frame): string {
  const names = readEnvironmentNames(detonated);
  if (names.length === 0) return "";
  const shown = names.slice(0, shownNames).map((name) => showForeign(name, 60));
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : "";
  const text = wrapText(`It asked for ${shown.join(", ")}${more}.`, { width, indent: "  " });
  return paintLines(text, style.dim);
}

function renderEnds(worlds: readonly WorldRun[], { style, width }: Frame): string {
  return worlds
    .filter(({ ended }) => ended !== "rest")
    .map(({ name, ended, problem = "no reason is known" }) => {
      const what = ended === "limit" ? "was cut short" : "ended with an error";
      return paintLines(
        wrapText(`${showForeign(name, 40)} ${what}: ${showForeign(problem, 300)}`, { width, indent: "  " }),
        style.dim,
      );
    })
    .join("");
}
