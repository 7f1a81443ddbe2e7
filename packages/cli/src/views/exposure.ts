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
import { renderReach } from "./exposure-reach.ts";

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
  const starts = targets.flatMap((target) => target.window.since ?? []);
  const ends = targets.flatMap((target) => target.window.until ?? []);
  if (starts.length + ends.length === 0) {
    return "When the registry served it is not known here, so all times count (--since and --until narrow them).";
  }
  const since = starts.length === 0 ? undefined : starts.reduce((left, right) => Math.min(left, right));
  const until = ends.length === 0 ? undefined : ends.reduce((left, right) => Math.max(left, right));
  const open = targets.filter(
    ({ window: { since: from, until: to } }) => from === undefined || to === undefined,
  );
  const partly =
    open.length === 0 || open.length === targets.length
      ? ""
      : ` For ${open.length} of ${targets.length} packages an end of that is not known.`;
  return `Served by the registry from ${edge(since, "an unknown time")} to ${edge(until, "now, as far as is known")}.${partly} All times are UTC.`;
}

function edge(at: number | undefined, otherwise: string): string {
  return at === undefined ? otherwise : renderInstantShort(at);
}

/** The versions of one place, each with its evidence; what to do about a grade is said once, at the end. */
function renderPlace({ where, rows, unreadable }: GradedPlace, frame: Frame): string {
  const shown = rows.filter((row, index) => index === 0 || row.grade !== "none");
  return [
    ...shown.map((row) => renderRow(row, where, frame)),
    renderUnreadable(unreadable, frame),
    "\n",
  ].join("");
}

function renderRow(row: ExposureRow, where: ExposedPlace, frame: Frame): string {
  const { style } = frame;
  const { grade, contradictions, evidence } = row;
  const head = `${gradeWord(grade, style)}  ${where.kind} ${style.bold(showForeign(where.id, 200))}  ${showForeign(row.what, 200)}\n`;
  const time = timeWords(row);
  const more = evidence.length - maxEvidence;
  return [
    head,
    ...(time === "" ? [] : [label("when", time, frame)]),
    ...evidence
      .slice(0, maxEvidence)
      .map((each) => label(each.observation.channel, evidenceWords(each), frame)),
    ...(more > 0 ? [style.dim(label("", `and ${more} more (--json has all)`, frame))] : []),
    ...contradictions.map(({ message }) =>
      paintLines(label("but", `${showForeign(message, 400)}.`, frame), style.yellow),
    ),
  ].join("");
}

const labelWidth = 14;

function label(name: string, text: string, { width }: Frame): string {
  return wrapText(text, {
    width,
    first: `  ${name.padEnd(labelWidth)}  `,
    indent: " ".repeat(labelWidth + 4),
  });
}

const maxEvidence = 6;

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
  const end = until === undefined ? "" : momentWords(until);
  if (since !== undefined && until !== undefined && isSameMinute(since, until)) return end;
  if (until !== undefined) return `${from} to ${end}`;
  return grade === "executed" ? from : `${from}, and still so as far as is known`;
}

function isSameMinute(left: ObservedTime, right: ObservedTime): boolean {
  return renderInstantShort(left.at) === renderInstantShort(right.at);
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

function renderEnd(summary: ExposureSummary, frame: Frame): string {
  return [renderAdvice(summary, frame), renderReach(summary.reach, frame), renderLooks(summary, frame)].join(
    "",
  );
}

/** What to do, and what would change the grade, once for each grade that there is. */
function renderAdvice({ answer }: ExposureSummary, frame: Frame): string {
  const grades = [...new Set(answer.places.map(({ grade }) => grade))].filter((grade) => grade !== "none");
  return grades
    .map((grade) => {
      const rows = answer.places.flatMap((place) => place.rows.filter((row) => row.grade === grade));
      // The first steps of all rows come before the second ones.
      const all = (of: (row: ExposureRow) => readonly string[]): readonly string[] => {
        const lists = rows.map(of);
        const longest = Math.max(...lists.map(({ length }) => length));
        const places = Array.from({ length: longest }, (_, place) => place);
        return [...new Set(places.flatMap((place) => lists.flatMap((list) => list[place] ?? [])))];
      };
      const lines = (name: string, texts: readonly string[]): readonly string[] =>
        texts.slice(0, maxAdvice).map((text) => label(name, showForeign(text, 400), frame));
      return [
        `${gradeWord(grade, frame.style)}: what next\n`,
        ...lines(
          "next",
          all(({ where }) => nextSteps(grade, where)),
        ),
        ...lines(
          "worse if",
          all(({ raises }) => raises),
        ).map((text) => paintLines(text, frame.style.dim)),
        ...lines(
          "less if",
          all(({ lowers }) => lowers),
        ).map((text) => paintLines(text, frame.style.dim)),
        "\n",
      ].join("");
    })
    .join("");
}

const maxAdvice = 8;

function renderLooks(summary: ExposureSummary, { style, width }: Frame): string {
  const { answer, durationMs, showsAll } = summary;
  const wrap = (text: string): string =>
    paintLines(wrapText(text, { width, indent: "  ", first: "" }), style.dim);
  const told = answer.channels.filter(({ observations, unreadable }) => observations + unreadable > 0);
  const silent = answer.channels.filter((each) => !told.includes(each));
  const counted = told.map(({ statement, observations }) => `${statement.channel} (${observations})`);
  const lines = [
    `Looked at in ${(durationMs / 1000).toFixed(1)} s: ${told.length === 0 ? "nothing that told anything" : counted.join(", ")}.`,
    ...(silent.length === 0
      ? []
      : [`Asked, and silent: ${silent.map(({ statement }) => statement.channel).join(", ")}.`]),
    ...skippedWords(summary),
    ...rememberedWords(summary),
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

function rememberedWords({ remembered }: ExposureSummary): readonly string[] {
  if (remembered === undefined) return [];
  const { lockfiles, packages, added, removed, unread } = remembered;
  const left = unread === 0 ? "" : `; ${unread} could not be read and stand as before`;
  return [
    `Remembered: ${count(lockfiles, "lockfile")} with ${count(packages, "package")} (${added} new, ${removed} gone)${left}.`,
  ];
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
