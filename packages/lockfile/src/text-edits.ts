/** A piece of a text to be replaced, by its offsets. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with all edits, which must not overlap; what they do not name stays as it is, character by character. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text: replacement } of edits.toSorted((one, other) => one.start - other.start)) {
    parts.push(text.slice(at, start), replacement);
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join("");
}

/** Has a text changed without its byte order mark, which stays. */
export function withoutMark(text: string, edit: (plain: string) => string): string {
  return text.startsWith("\uFEFF") ? `\uFEFF${edit(text.slice(1))}` : edit(text);
}
