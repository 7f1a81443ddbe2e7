import { redact } from "./errors.ts";

const lineBreaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
// Valid in JSON as they are, but a terminal may obey the first range, turn the text around at others or show nothing.
const unsafeInJson =
  /[\u007f-\u009f]|\u00ad|\u061c|\u115f|\u1160|\u17b4|\u17b5|\u180e|[\u200b-\u200f]|[\u2028-\u202e]|[\u2060-\u206f]|\u3164|\ufeff|\uffa0|[\u{e0000}-\u{e0fff}]/gu;

/** A text from a package, a client or a registry as one line that is safe to show in a terminal. */
export function showForeign(text: string, maxCharacters = 300): string {
  const line = redact(text.slice(0, maxCharacters + 1).replace(lineBreaks, " "));
  return line.length > maxCharacters ? `${line.slice(0, maxCharacters)}…` : line;
}

/** One JSON value on one line; loses nothing, and holds no character that a terminal could obey. */
export function renderJsonLine(value: object): string {
  return `${escapeUnsafe(JSON.stringify(value))}\n`;
}

/** One JSON value on lines that people can read, as safe as one line of it. */
export function renderJsonDocument(value: object): string {
  return `${escapeUnsafe(JSON.stringify(value, undefined, 2))}\n`;
}

function escapeUnsafe(json: string): string {
  return json.replace(unsafeInJson, (character) =>
    // A character beyond the first plane is two escapes.
    Array.from({ length: character.length }, (_, at) => renderEscape(character.charCodeAt(at))).join(""),
  );
}

function renderEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}
