import type { DraftHead } from "./campaign-draft.ts";

/** What an import knows beside the file's content. */
export interface ImportContext {
  /** What the campaign is to be called where the file does not say; `undefined` makes an id of the file's name. */
  readonly id: string | undefined;
  readonly title: string | undefined;
  /** The name of the file, without its folder. */
  readonly fileName: string;
  /** Milliseconds since the epoch: when it counts as reported, where the file does not say. */
  readonly now: number;
}

const maxSlug = 60;
const maxTitle = 200;
const yearAtEnd = /-20\d{2}$/;

/** The head of a campaign whose form has none. */
export function headOf(context: ImportContext, title: string = titleOf(context)): DraftHead {
  return {
    id: context.id ?? idOf(title, context.now),
    title: (context.title ?? title).slice(0, maxTitle),
    sources: [context.fileName.replaceAll("://", ":")],
    notes: `Imported from ${context.fileName}.`,
  };
}

/** The day of the import, as campaigns write it. */
export function dayOf({ now }: ImportContext): string {
  return new Date(now).toISOString().slice(0, 10);
}

/** An id of the form `name-year` from any words. */
export function idOf(words: string, now: number): string {
  const plain = words
    .slice(0, 500)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, maxSlug);
  const slug = plain
    .split("-")
    .filter((part) => part !== "")
    .join("-");
  const name = slug === "" ? "imported" : slug;
  return yearAtEnd.test(name) ? name : `${name}-${new Date(now).getUTCFullYear()}`;
}

function titleOf({ title, fileName }: ImportContext): string {
  if (title !== undefined) return title;
  const withoutEnd = fileName.replace(/\.[A-Za-z0-9]{1,6}$/, "");
  return withoutEnd === "" ? "Imported" : withoutEnd;
}
