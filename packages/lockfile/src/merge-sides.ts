/** What a file that holds the marks of a merge would be. */
export interface MergeSides {
  readonly ours: string;
  readonly theirs: string;
  /** Of every conflict both sides, ours first. */
  readonly both: string;
}

type Side = "common" | "ours" | "base" | "theirs";

/** Takes the two sides out of a text with the marks of a merge, as git writes them; `undefined` where they are not whole. */
export function tryReadMerge(text: string): MergeSides | undefined {
  const [ours, theirs, both]: [string[], string[], string[]] = [[], [], []];
  let side: Side = "common";
  let count = 0;
  for (const line of text.split(/(?<=\n)/)) {
    const mark = markOf(line);
    const next: Side | undefined = mark === undefined ? undefined : after(side, mark);
    if (mark !== undefined && next === undefined) return undefined;
    if (next !== undefined) {
      side = next;
      count += 1;
      continue;
    }
    if (side === "base") continue;
    if (side !== "theirs") ours.push(line);
    if (side !== "ours") theirs.push(line);
    both.push(line);
  }
  if (side !== "common" || count === 0) return undefined;
  return { ours: ours.join(""), theirs: theirs.join(""), both: both.join("") };
}

const markForm = /^(<{7}|\|{7}|={7}|>{7})(?: .*)?\r?\n?$/;

function markOf(line: string): string | undefined {
  return line.length > 1000 ? undefined : markForm.exec(line)?.[1]?.[0];
}

/** The side that a mark begins; `undefined` where it cannot stand. */
function after(side: Side, mark: string): Side | undefined {
  if (mark === "<") return side === "common" ? "ours" : undefined;
  if (mark === "|") return side === "ours" ? "base" : undefined;
  if (mark === "=") return side === "ours" || side === "base" ? "theirs" : undefined;
  return side === "theirs" ? "common" : undefined;
}
