import { ClientsError } from "./errors.ts";

/** One change of a text: at an offset of the text before, what is there gives way to something else. */
export interface TextEdit {
  /** In characters of the text before. */
  readonly at: number;
  readonly removed: string;
  readonly inserted: string;
  /** The setting whose value or line gave way; left out where there was none. */
  readonly path?: readonly string[];
}

/** The line above what we write, for the person who opens the file. */
export const setupRemark = '# Written by "lockkeeper setup"; "lockkeeper unsetup" takes it back.';

/** Makes edits; they must be in order and apart from each other, as the editors of this package answer them. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let [result, position] = ["", 0];
  for (const { at, removed, inserted } of edits) {
    result += text.slice(position, at) + inserted;
    position = at + removed.length;
  }
  return result + text.slice(position);
}

/** Undoes edits in the very text that they made. */
export function revertEdits(text: string, edits: readonly TextEdit[]): string {
  return applyEdits(text, invertEdits(edits));
}

function invertEdits(edits: readonly TextEdit[]): readonly TextEdit[] {
  let shift = 0;
  return edits.map(({ at, removed, inserted }) => {
    const inverse: TextEdit = { at: at + shift, removed: inserted, inserted: removed };
    shift += inserted.length - removed.length;
    return inverse;
  });
}

/**
 * Undoes edits in a text that was changed since: takes what we wrote, wherever it is now, and leaves the rest. What is
 * not found stays.
 */
export function takeBackEdits(text: string, edits: readonly TextEdit[]): string {
  return invertEdits(edits)
    .toReversed()
    .reduce(
      (result, inverse) => takeBackWhole(result, inverse) ?? takeBackLine(result, inverse) ?? result,
      text,
    );
}

/** What we wrote, also with other line ends; of several places the one nearest to where it was. */
function takeBackWhole(text: string, { at, removed, inserted }: TextEdit): string | undefined {
  const unix = removed.replaceAll("\r\n", "\n");
  const found = [removed, unix, unix.replaceAll("\n", "\r\n")]
    .map((form) => ({ form, place: nearest(text, form, at) }))
    .find(({ place }) => place !== undefined);
  if (found?.place === undefined) return undefined;
  return text.slice(0, found.place) + inserted + text.slice(found.place + found.form.length);
}

function nearest(text: string, form: string, at: number): number | undefined {
  if (form === "") return undefined;
  const before = text.lastIndexOf(form, at);
  const after = text.indexOf(form, at);
  if (before < 0) return after < 0 ? undefined : after;
  return after < 0 || at - before <= after - at ? before : after;
}

/** The setting's line alone, where the remark above it is gone or something stands between. */
function takeBackLine(text: string, { removed, inserted }: TextEdit): string | undefined {
  const wanted = removed.split(/\r?\n/).filter((line) => line.trim() !== "" && line.trim() !== setupRemark);
  let result = text;
  for (const [index, line] of wanted.entries()) {
    const next = replaceLine(result, line, index === wanted.length - 1 ? inserted.trim() : "");
    if (next === undefined) return undefined;
    result = next;
  }
  return wanted.length === 0 ? undefined : (replaceLine(result, setupRemark, "") ?? result);
}

/** Replaces the first line that holds this and nothing else; an empty replacement takes the line's end along. */
function replaceLine(text: string, line: string, replacement: string): string | undefined {
  let start = 0;
  while (start <= text.length) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    const content = text.slice(start, end);
    if (content.trim() === line.trim()) {
      const next = replacement === "" ? Math.min(end + 1, text.length) : start + content.trimEnd().length;
      return text.slice(0, start) + replacement + text.slice(next);
    }
    start = end + 1;
  }
  return undefined;
}

/** A text without the lines that hold our remark alone. */
export function withoutRemarks(text: string): string {
  const next = replaceLine(text, setupRemark, "");
  return next === undefined ? text : withoutRemarks(next);
}

/** A text without the line that an offset is in; the last line takes the line end before it along. */
export function withoutLine(text: string, at: number): string {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const found = text.indexOf("\n", at);
  if (found >= 0) return text.slice(0, start) + text.slice(found + 1);
  return text.slice(0, start).replace(/\r?\n$/, "");
}

/** The line end that a text uses. */
export function lineEndOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? "\n";
}

/** An edit that adds lines at an offset where a line begins, or at the end of a text. */
export function insertLines(text: string, at: number, lines: readonly string[]): TextEdit {
  const end = lineEndOf(text);
  const isAfterLine = at === 0 || text[at - 1] === "\n" || text[at - 1] === "\r";
  // A file that does not end its last line goes on not to.
  const block = isAfterLine ? `${lines.join(end)}${end}` : `${end}${lines.join(end)}`;
  return { at, removed: "", inserted: block };
}

/** The error for a file that is the user's to change: what stands in it cannot be edited without harm. */
export function notEditable(why: string, cause?: unknown): ClientsError {
  return new ClientsError("CLIENTS_BAD_SETTINGS", {
    message: `Cannot edit the settings as they are not written in a way that can be put back: ${why}`,
    cause,
  });
}
