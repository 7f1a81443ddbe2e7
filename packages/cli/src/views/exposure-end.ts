import { exposureGrades, nextSteps } from "@lockkeeper/exposure";
import type { ExposureGrade, ExposureRow } from "@lockkeeper/exposure";

import type { ExposureSummary } from "../exposure/exposure-input.ts";
import { shownOfGrade } from "../exposure/shown-places.ts";
import { showForeign } from "../foreign-text.ts";
import { paintLines } from "../style.ts";
import { count } from "../table.ts";
import { wrapText } from "../wrap-text.ts";
import { renderReach } from "./exposure-reach.ts";
import { gradeWord, gradeWords, label } from "./exposure-words.ts";
import type { Frame } from "./exposure-words.ts";

/** What stands below the places: what to do, which secrets were in reach, what was looked at and what was not. */
export function renderEnd(summary: ExposureSummary, frame: Frame): string {
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
    ...(showsAll ? [] : hiddenWords(answer.counts)),
  ];
  const limits = answer.channels.map(
    ({ statement }) => `${statement.channel} cannot show ${statement.cannotShow}.`,
  );
  const isNothing = answer.counts.none === answer.places.length;
  return [...lines, ...(isNothing ? limits : [])].map(wrap).join("");
}

/** What was left out of the list, by grade. */
function hiddenWords(counts: Readonly<Record<ExposureGrade, number>>): readonly string[] {
  return exposureGrades.flatMap((grade) => {
    const hidden = grade === "none" ? counts.none : counts[grade] - shownOfGrade;
    return hidden > 0
      ? [`${count(hidden, "place")} not shown (${gradeWords[grade]}): --all shows them.`]
      : [];
  });
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
