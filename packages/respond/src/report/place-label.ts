import type { ExposedPlace } from "@lockkeeper/exposure";

const maxCharacters = 120;

/** A place for people; a long path keeps its end, which tells more than its beginning. */
export function placeLabel({ kind, id }: ExposedPlace): string {
  const shown = id.length > maxCharacters ? `…${id.slice(-maxCharacters)}` : id;
  return `${kind} ${shown}`;
}

const shortCharacters = 26;

/** A place in a picture: of a path its last two parts. */
export function shortPlace({ id }: ExposedPlace): string {
  const parts = id.split(/[\\/]/).filter((part) => part !== "");
  const end = parts.slice(-2).join("/");
  return end.length > shortCharacters ? `…${end.slice(-shortCharacters)}` : end;
}
