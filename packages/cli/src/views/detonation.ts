import type { Finding } from "@lockkeeper/core";
import type { TriggerDetonation, WorldRun } from "@lockkeeper/detonate";

import type { ViewContext } from "../command.ts";
import type { DetonationReport } from "../detonation/detonation-report.ts";
import { programsOf } from "../detonation/left-to.ts";
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
const shownPrograms = 6;
/** Lines of one finding and of one row, and of what is started or asked, which says most; --trace shows all. */
const shownLines = 2;
const tellingLines = 3;
/** Elsewhere findings say where they were made; here all are. */
const emulatedOpening = /^In the emulator it /;

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
  if (detonation.triggers.length === 0)
    return `${title}: nothing makes code of it run, of what was asked about: no install script, no entry to load, no command\n`;
  const took = `${(report.durationMs / 1000).toFixed(2)} s`;
  return [
    `${title}: ${summaryOf(detonation.findings)} ${style.dim(`(${took})`)}\n`,
    ...(detonation.findings.length === 0 ? [] : [renderFindings(detonation.findings, frame)]),
    ...detonation.triggers.map((trigger) => renderTrigger(trigger, frame, detail)),
  ].join("\n");
}

/** The version that a range led to; a folder or a tarball is called what the person called it. */
function titleOf({ spec, name, version }: DetonationReport): string {
  return name === undefined || !spec.startsWith(name) ? spec : `${name}@${version ?? ""}`;
}

function summaryOf(findings: readonly Finding[]): string {
  const grave = findings.filter(({ strength }) => strength === "decisive" || strength === "strong");
  if (grave.length > 0) return `${count(grave.length, "thing")} that honest packages hardly ever do`;
  return findings.length === 0 ? "nothing that speaks against it" : "nothing weighty";
}

function renderFindings(findings: readonly Finding[], { style, width }: Frame): string {
  return findings
    .map(({ message, strength }) => {
      const room = shownLines * (width - wrapLoss);
      const told = message.replace(emulatedOpening, "It ");
      const text = wrapText(cutTo(showForeign(told, 500), room), { width, first: "  ! ", indent: "    " });
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
    renderCoverage(detonated, frame),
  ].join("");
}

/** How much of what could run was seen: what was not says nothing. */
function renderCoverage(detonated: TriggerDetonation, { style, width }: Frame): string {
  const text = showForeign(sayCoverage(detonated), 400);
  return paintLines(wrapText(text, { width, indent: "  " }), style.dim);
}

function sayCoverage({ trigger, worlds, coverage }: TriggerDetonation): string {
  const where = worlds.length === 1 ? "in this world" : `in these ${worlds.length} worlds together`;
  if (coverage !== undefined)
    return `${Math.round(coverage * 100)} % of the statements that could run did, ${where}.`;
  // What did something at a place in its files ran; statements of very large files are not counted.
  const hasRun = worlds.some(({ observations }) => observations.some(({ location }) => location !== null));
  if (hasRun) return "How many of its statements ran was not counted.";
  const programs = trigger.kind === "install" ? programsOf(trigger.starts).slice(0, shownPrograms) : [];
  const rest = programs.length === 0 ? "" : `: it leaves the rest to ${programs.join(", ")}`;
  return `No script of its own ran${rest}.`;
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
            paintLines(titleLines(title, frame), style.dim),
            ...group.map((row, index) => renderRow(row, group[index - 1], { names, marks, isTrace, frame })),
          ],
    ),
    ...(more > 0 ? [paintLines(`    and ${more} more; --trace shows them\n`, style.dim)] : []),
  ].join("");
}

/** The worlds of a group, on one line where there is room. */
function titleLines(title: string, { width }: Frame): string {
  return title.length + 2 <= width ? `  ${title}\n` : wrapText(title, { width, first: "  ", indent: "    " });
}

function renderRow(
  row: TimelineRow,
  before: TimelineRow | undefined,
  {
    names,
    marks,
    isTrace,
    frame,
  }: {
    readonly names: readonly string[];
    readonly marks: readonly string[];
    readonly isTrace: boolean;
    readonly frame: Frame;
  },
): string {
  const { style, width } = frame;
  const where = names.map((name, index) => (row.worlds.has(name) ? (marks[index] ?? "") : "·")).join("");
  const first = `    ${momentOf(row.atMs)}  ${where}  ${row.kind.padEnd(7)}  `;
  // What is said of many rows is said of the first.
  const notes = before !== undefined && String(notesOf(before)) === String(notesOf(row)) ? [] : notesOf(row);
  const said = [...(row.times > 1 ? [`${row.times} times`] : []), ...notes].join("; ");
  const ending = said === "" ? "" : ` [${said}]`;
  const lines = row.kind === "process" || row.kind === "network" ? tellingLines : shownLines;
  const room = isTrace ? Infinity : lines * (width - first.length - wrapLoss) - ending.length;
  const text = `${cutTo(showForeign(row.detail, 500), room)}${ending}`;
  return paintRow(wrapText(text, { width, first, indent: " ".repeat(first.length) }), row, style);
}

/** What the end of a line may leave empty before a long word. */
const wrapLoss = 8;

function cutTo(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, Math.max(20, characters - 1))}…`;
}

function paintRow(text: string, { honey, decoded }: TimelineRow, style: Style): string {
  if (honey.length > 0) return paintLines(text, style.red);
  return decoded ? paintLines(text, style.yellow) : text;
}

function notesOf({ honey, decoded, place }: TimelineRow): readonly string[] {
  return [
    ...(honey.length > 0 ? [`passes on: ${honey.map((name) => showForeign(name, 40)).join(", ")}`] : []),
    ...(decoded ? ["decoded"] : []),
    ...(place === undefined ? [] : [showForeign(place, 120)]),
  ];
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
