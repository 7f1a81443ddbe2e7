import type { ExposureGrade } from "@lockkeeper/exposure";

import type { ViewContext } from "../command.ts";
import type { Style } from "../style.ts";
import { wrapText } from "../wrap-text.ts";

/** What lines about exposure are rendered with. */
export type Frame = Pick<ViewContext, "style" | "width">;

/** The grades as people read them. */
export const gradeWords: Readonly<Record<ExposureGrade, string>> = {
  executed: "executed",
  fetched: "fetched",
  locked: "locked",
  "could-have-resolved": "could have resolved",
  unreadable: "not readable",
  none: "no evidence",
};

/** A grade as the head of a block. */
export function gradeWord(grade: ExposureGrade, style: Style): string {
  const word = gradeWords[grade].toUpperCase();
  if (grade === "executed" || grade === "fetched") return style.bold(style.red(word));
  if (grade === "none") return style.dim(word);
  return style.yellow(word);
}

const labelWidth = 14;

/** A line with a word before it. */
export function label(name: string, text: string, { width }: Frame): string {
  return wrapText(text, {
    width,
    first: `  ${name.padEnd(labelWidth)}  `,
    indent: " ".repeat(labelWidth + 4),
  });
}
