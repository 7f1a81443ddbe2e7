/** How a text is broken into lines. */
export interface WrapOptions {
  /** How many characters a line has at most, indentation included; a longer word stands alone on a longer line. */
  readonly width: number;
  /** What the first line begins with, which counts as wide as it is given. */
  readonly first?: string;
  /** What every further line begins with. */
  readonly indent?: string;
}

/** Breaks one paragraph between words into lines with their line breaks. It must hold no escape sequences. */
export function wrapText(text: string, { width, indent = "", first = indent }: WrapOptions): string {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(" ")) {
    if (word === "") continue;
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].map((each) => `${each.trimEnd()}\n`).join("");
}
