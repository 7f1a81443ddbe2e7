/** One value before and after; `undefined` where there was or is none, empty where its presence is all there is to say. */
export interface ComparedRow {
  readonly what: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Makes a row. */
export function toRow(what: string, before: string | undefined, after: string | undefined): ComparedRow {
  return { what, before, after };
}
