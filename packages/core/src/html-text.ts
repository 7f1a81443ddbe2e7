import { showForeign } from "./foreign-text.ts";

const entities: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

/** A foreign text as HTML that says just that, in an element or in a quoted attribute. */
export function renderHtmlText(text: string, maxCharacters = 1000): string {
  return showForeign(text, maxCharacters).replace(
    /[&<>"']/g,
    (character) => entities.get(character) ?? character,
  );
}
