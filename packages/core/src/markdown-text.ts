import { showForeign } from "./foreign-text.ts";

const plainWord = /^[\p{L}\p{N}'’()“”"…–—%-]+$/u;
const figures = /^\d{1,6}(?:[.:-]\d{1,6}){0,5}$/;
const dotted = /^(.*?)([.,;:!?]*)$/s;

/**
 * A sentence that may hold foreign text, as Markdown that says just that. Words with anything but letters and digits
 * stand in code spans, in which neither markup nor mentions, links or references mean anything.
 */
export function renderMarkdownSentence(text: string, maxCharacters = 600): string {
  return showForeign(text, maxCharacters)
    .split(" ")
    .filter((word) => word !== "")
    .map(renderWord)
    .join(" ");
}

function renderWord(word: string): string {
  const [, stem = "", stop = ""] = dotted.exec(word) ?? [];
  if (stem === "") return stop;
  return `${isPlain(stem) ? stem : renderMarkdownCode(stem)}${stop}`;
}

function isPlain(word: string): boolean {
  return figures.test(word) || (plainWord.test(word) && !isListMark(word));
}

/** A dash alone begins a list, and a line of them a heading. */
function isListMark(word: string): boolean {
  return /^[-–—]+$/.test(word);
}

/**
 * A foreign text as one code span (CommonMark 6.1): fenced by more backticks than it holds. Bars are escaped, as
 * tables of GitHub's dialect need it inside code as well.
 */
export function renderMarkdownCode(text: string, maxCharacters = 300): string {
  const shown = showForeign(text, maxCharacters).trim();
  if (shown === "") return "` `";
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const padded = shown.startsWith("`") || shown.endsWith("`") ? ` ${shown} ` : shown;
  return `${fence}${padded.replaceAll("|", String.raw`\|`)}${fence}`;
}
