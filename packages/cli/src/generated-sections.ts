/**
 * Fills the generated sections of a page, which stand between `<!-- generated: NAME -->` and `<!-- end -->`.
 * Throws when the page has no place for a section: a document would go stale in silence.
 */
export function fillSections(page: string, sections: ReadonlyMap<string, string>): string {
  let filled = page;
  for (const [name, text] of sections) {
    const opening = `<!-- generated: ${name} -->\n`;
    const start = filled.indexOf(opening);
    const end = filled.indexOf("<!-- end -->", start);
    if (start < 0 || end < 0) throw new TypeError(`The page has no section for ${name}`);
    filled = `${filled.slice(0, start + opening.length)}\n${text}\n\n${filled.slice(end)}`;
  }
  return filled;
}
