import { renderInstantShort, unreachable } from "@lockkeeper/core";
import { nextSteps } from "@lockkeeper/exposure";
import type {
  ExposedPlace,
  ExposureGrade,
  ExposureRow,
  GradedPlace,
  ObservedTime,
  UnreadableEvidence,
  WeighedEvidence,
} from "@lockkeeper/exposure";

import type { ViewContext } from "../command.ts";
import type { ExposureItem, ExposureSummary } from "../exposure/exposure-input.ts";
import { showForeign } from "../foreign-text.ts";
import { paintLines } from "../style.ts";
import type { Style } from "../style.ts";
import { count } from "../table.ts";
import { wrapText } from "../wrap-text.ts";

type Frame = Pick<ViewContext, "style" | "width">;

/** One item of `exposure` for people: the answer first, then each place, worst first. */
export function renderExposureItem(item: ExposureItem, frame: ViewContext): string {
  switch (item.kind) {
    case "head":
      return renderHead(item.summary, frame);
    case "place":
      return item.isShown ? renderPlace(item.place, frame) : "";
    case "row":
      return "";
    case "end":
      return renderEnd(item.summary, frame);
    default:
      return unreachable(item);
  }
}

const gradeWords: Readonly<Record<ExposureGrade, string>> = {
  executed: "executed",
  fetched: "fetched",
  locked: "locked",
  "could-have-resolved": "could have resolved",
  unreadable: "not readable",
  none: "no evidence",
};

function renderHead(summary: ExposureSummary, { style, width }: Frame): string {
  const { answer } = summary;
  return [
    style.bold(wrapText(headline(summary), { width, indent: "" })),
    style.dim(
      wrapText(`Asked: ${showForeign(answer.title, 200)}. ${windowWords(summary)}`, { width, indent: "" }),
    ),
    "\n",
  ].join("");
}

function headline({ answer, roots }: ExposureSummary): string {
  const { counts, places } = answer;
  const hit = (["executed", "fetched", "locked", "could-have-resolved"] as const).filter(
    (grade) => counts[grade] > 0,
  );
  const exposed = hit.reduce((sum, grade) => sum + counts[grade], 0);
  const unread = counts.unreadable === 0 ? "" : `; ${count(counts.unreadable, "place")} could not be read`;
  const clean = counts.none === 0 ? "" : `; nothing in ${counts.none} more`;
  if (exposed > 0) {
    const words = hit.map((grade) => `${counts[grade]} ${gradeWords[grade]}`).join(", ");
    return `${count(exposed, "place")}: ${words}${unread}${clean}.`;
  }
  if (counts.unreadable > 0) return `Nothing found in what could be read${unread}${clean}.`;
  if (places.length > 0) return `No evidence in ${count(places.length, "place")}.`;
  return roots.length === 0
    ? "No evidence: nothing that the data folder knows speaks of it."
    : "No evidence, and nothing was found to look into.";
}

function windowWords({ answer }: ExposureSummary): string {
  const { window, targets } = answer.question;
  if (window.since !== undefined || window.until !== undefined) {
    return `From ${edge(window.since, "the beginning")} to ${edge(window.until, "now")}, as asked.`;
  }
  const starts = targets.map((target) => target.window.since);
  const ends = targets.map((target) => target.window.until);
  const since = starts.includes(undefined) ? undefined : Math.min(...starts.flatMap((each) => each ?? []));
  const until = ends.includes(undefined) ? undefined : Math.max(...ends.flatMap((each) => each ?? []));
  if (since === undefined && until === undefined) {
    return "When the registry served it is not known here, so all times count (--since and --until narrow them).";
  }
  return `Served by the registry from ${edge(since, "an unknown time")} to ${edge(until, "now, as far as is known")}. All times are UTC.`;
}

function edge(at: number | undefined, otherwise: string): string {
  return at === undefined ? otherwise : renderInstantShort(at);
}

function renderPlace({ where, rows, unreadable }: GradedPlace, frame: Frame): string {
  const shown = rows.filter((row, index) => index === 0 || row.grade !== "none");
  return [
    ...shown.map((row) => renderRow(row, where, frame)),
    renderUnreadable(unreadable, frame),
    "\n",
  ].join("");
}

function renderRow(row: ExposureRow, where: ExposedPlace, frame: Frame): string {
  const { style, width } = frame;
  const { grade, contradictions } = row;
  const head = `${gradeWord(grade, style)}  ${where.kind} ${style.bold(showForeign(where.id, 200))}  ${showForeign(row.what, 200)}\n`;
  const time = timeWords(row);
  const label = (name: string, text: string): string =>
    wrapText(text, { width, first: `  ${name.padEnd(8)}  `, indent: " ".repeat(12) });
  return [
    head,
    ...(time === "" ? [] : [label("when", time)]),
    ...shownEvidence(row).map((each) => label(each.observation.channel.slice(0, 14), evidenceWords(each))),
    ...(row.evidence.length > maxEvidence
      ? [style.dim(label("", `and ${row.evidence.length - maxEvidence} more (--json has all)`))]
      : []),
    ...contradictions.map(({ message }) =>
      paintLines(label("but", showForeign(`${message}.`, 400)), style.yellow),
    ),
    ...row.raises.map((text) => style.dim(label("worse if", showForeign(text, 400)))),
    ...row.lowers.map((text) => style.dim(label("less if", showForeign(text, 400)))),
    ...nextSteps(grade, where).map((step) => label("next", step)),
  ].join("");
}

const maxEvidence = 6;

function shownEvidence({ evidence }: ExposureRow): readonly WeighedEvidence[] {
  return evidence.slice(0, maxEvidence);
}

function evidenceWords({ observation, grade, remark }: WeighedEvidence): string {
  const { detail, ref, since, until } = observation;
  const time = since ?? until;
  const at = time === undefined ? "" : ` at ${momentWords(time)}`;
  const counts = grade === "none" ? " [counts for nothing]" : "";
  const place = ref === "" ? "" : ` (${showForeign(ref, 200)})`;
  return `${showForeign(detail, 400)}${at}${place}${counts}${remark === undefined ? "" : `. ${remark}`}`;
}

function timeWords({ since, until, grade }: ExposureRow): string {
  if (since === undefined && until === undefined) return "";
  const from = since === undefined ? "since an unknown time" : `from ${momentWords(since)}`;
  if (since !== undefined && until !== undefined && since.at === until.at) return momentWords(since);
  if (until !== undefined) return `${from} to ${momentWords(until)}`;
  return grade === "executed" ? from : `${from}, and still so as far as is known`;
}

/** A time with its zone, and what to think of it. */
function momentWords({ at, basis, toleranceMs }: ObservedTime): string {
  const off = toleranceMs >= 60_000 ? `, ± ${Math.round(toleranceMs / 60_000)} min` : "";
  switch (basis) {
    case "stated":
      return `${renderInstantShort(at)}${off === "" ? "" : ` (${off.slice(2)})`}`;
    case "assumed-utc":
      return `${renderInstantShort(at)} (zone not stated, taken as UTC${off})`;
    case "file-date":
      return `${renderInstantShort(at)} (a file's date${off})`;
    case "commit-date":
      return `${renderInstantShort(at)} (a commit's date${off})`;
    default:
      return unreachable(basis);
  }
}

const maxUnreadable = 5;

function renderUnreadable(unreadable: readonly UnreadableEvidence[], { style, width }: Frame): string {
  const lines = unreadable.slice(0, maxUnreadable).map(({ channel, ref, message }) =>
    paintLines(
      wrapText(
        `not read: ${channel}${ref === "" ? "" : ` ${showForeign(ref, 200)}`}: ${showForeign(message, 300)}`,
        {
          width,
          first: "  ? ",
          indent: "    ",
        },
      ),
      style.yellow,
    ),
  );
  const more = unreadable.length - maxUnreadable;
  return [
    ...lines,
    ...(more > 0 ? [style.yellow(`  ? and ${more} more that could not be read\n`)] : []),
  ].join("");
}

function gradeWord(grade: ExposureGrade, style: Style): string {
  const word = gradeWords[grade].toUpperCase();
  if (grade === "executed" || grade === "fetched") return style.bold(style.red(word));
  if (grade === "none") return style.dim(word);
  return style.yellow(word);
}

function renderEnd(summary: ExposureSummary, { style, width }: Frame): string {
  const { answer, durationMs, showsAll } = summary;
  const wrap = (text: string): string => style.dim(wrapText(text, { width, indent: "  ", first: "" }));
  const told = answer.channels.filter(({ observations, unreadable }) => observations + unreadable > 0);
  const silent = answer.channels.filter((each) => !told.includes(each));
  const lines = [
    `Looked at in ${(durationMs / 1000).toFixed(1)} s: ${told.length === 0 ? "nothing that told anything" : told.map(({ statement, observations }) => `${statement.channel} (${observations})`).join(", ")}.`,
    ...(silent.length === 0
      ? []
      : [`Asked, and silent: ${silent.map(({ statement }) => statement.channel).join(", ")}.`]),
    ...skippedWords(summary),
    ...(showsAll || answer.counts.none === 0
      ? []
      : [`${count(answer.counts.none, "place")} without evidence: --all shows them.`]),
  ];
  const limits = answer.channels.map(
    ({ statement }) => `${statement.channel} cannot show ${statement.cannotShow}.`,
  );
  const isNothing = answer.counts.none === answer.places.length;
  return [...lines, ...(isNothing ? limits : [])].map(wrap).join("");
}

/** Nobody must take for looked at what was not. */
function skippedWords({ skipped }: ExposureSummary): readonly string[] {
  const of = (why: string): string =>
    skipped
      .filter((each) => each.why === why)
      .map(({ channel }) => channel)
      .join(", ");
  const [folderless, unchosen] = [of("no-folder"), of("not-chosen")];
  return [
    ...(folderless === "" ? [] : [`Not looked at, as no folder was named: ${folderless}.`]),
    ...(unchosen === "" ? [] : [`Not looked at, as --channel chose others: ${unchosen}.`]),
  ];
}
