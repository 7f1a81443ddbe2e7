import type { ExposedPlace } from "@lockkeeper/exposure";

const maxCharacters = 120;

/** A place for people; a long path keeps its end, which tells more than its beginning. */
export function placeLabel({ kind, id }: ExposedPlace): string {
  const shown = id.length > maxCharacters ? `…${id.slice(-maxCharacters)}` : id;
  return `${kind} ${shown}`;
}
