import type { ExposedPlace } from "@lockkeeper/exposure";

const maxCharacters = 120;

/** A place for people: below a folder that was looked into, from there on; a long path keeps its end, which tells more than its beginning. */
export function placeLabel({ kind, id: whole }: ExposedPlace, folders: readonly string[] = []): string {
  const id = belowFolders(whole, folders);
  const shown = id.length > maxCharacters ? `…${id.slice(-maxCharacters)}` : id;
  return `${kind} ${shown}`;
}

/** A path from one of the folders on; other texts as they are. */
export function belowFolders(id: string, folders: readonly string[]): string {
  const folder = folders.find((each) => id.startsWith(`${each}/`) || id.startsWith(`${each}\\`));
  return folder === undefined ? id : id.slice(folder.length + 1);
}

const shortCharacters = 26;

/** A place in a picture: of a path its last two parts. */
export function shortPlace({ id }: ExposedPlace): string {
  const parts = id.split(/[\\/]/).filter((part) => part !== "");
  const end = parts.slice(-2).join("/");
  return end.length > shortCharacters ? `…${end.slice(-shortCharacters)}` : end;
}
