/** Ways in which files that are not run, or not as JavaScript, name modules. */
const forms: readonly RegExp[] = [
  /\bfrom\s{0,10}["']([^"'\n]{1,300})["']/g,
  /\b(?:import|require)\s{0,10}\(?\s{0,10}["']([^"'\n]{1,300})["']/g,
  /\/\/\/\s{0,10}<reference\s{1,10}types\s{0,5}=\s{0,5}["']([^"'\n]{1,300})["']/g,
  /\bdeclare\s{1,10}module\s{1,10}["']([^"'\n]{1,300})["']/g,
  /@(?:import|use|forward|plugin|config|reference|tailwind)\s{1,10}(?:url\()?["']~?([^"'\n]{1,300})["']/g,
];

const textMaxCharacters = 2_000_000;
const specifierMaxCount = 2_000;

/** Specifiers that a declaration, a style or a template names. */
export function findDeclaredImports(text: string): readonly string[] {
  const part = text.slice(0, textMaxCharacters);
  const found = new Set<string>();
  for (const form of forms) {
    for (const match of part.matchAll(form)) {
      if (found.size >= specifierMaxCount) break;
      if (match[1] !== undefined) found.add(match[1]);
    }
  }
  return [...found];
}
