import type { Sample } from "./sample.ts";

/** The headings of every page of a detector, in order. */
export const pageHeadings: readonly string[] = [
  "What it means",
  "Example that fires",
  "Example that does not",
  "False positives",
  "References",
];

/** A page of a detector, by its headings. */
export interface Page {
  readonly title: string;
  readonly headings: readonly string[];
  readonly fires: Sample;
  readonly silent: Sample;
}

/**
 * Parses a page. An example's blocks name their file behind the language: ```` ```js index.js ````. `×1000` behind that
 * repeats the block, and the language `base64` stands for bytes.
 */
export function parsePage(text: string): Page {
  const [head = "", ...sections] = text.split(/^## /m);
  const named = new Map(
    sections.map((section) => {
      const end = section.indexOf("\n");
      return [section.slice(0, end).trim(), section.slice(end + 1)] as const;
    }),
  );
  return {
    title: head.replace(/^# /, "").split("\n", 1)[0] ?? "",
    headings: [...named.keys()],
    fires: blocksOf(named.get("Example that fires") ?? ""),
    silent: blocksOf(named.get("Example that does not") ?? ""),
  };
}

function blocksOf(section: string): Sample {
  const blocks = section.matchAll(/^```(\S+) (\S+)(?: ×(\d+))?\n([\s\S]*?)^```$/gm);
  return Object.fromEntries(
    [...blocks].map(([, language, path = "", times = "1", body = ""]) => [
      path,
      language === "base64" ? `base64:${body.trim()}` : body.repeat(Number(times)),
    ]),
  );
}
