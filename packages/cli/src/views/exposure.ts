import { renderInstantShort, unreachable } from "@lockkeeper/core";
import type {
  ExposedPlace,
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
import { count } from "../table.ts";
import { wrapText } from "../wrap-text.ts";
import { renderEnd } from "./exposure-end.ts";
import { gradeWord, gradeWords, label } from "./exposure-words.ts";
import type { Frame } from "./exposure-words.ts";

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

function headline({ answer, roots, isBlind }: ExposureSummary): string {
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
  if (!isBlind) return "No evidence: nothing that the data folder knows speaks of it.";
  return roots.length === 0
    ? "Nobody can say: there is no data folder, and no folder was named to look into."
    : "Nobody can say: nothing was found to look into.";
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
