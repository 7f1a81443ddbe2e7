import type { NameFinder } from "./name-finder.ts";
import { partsAround } from "./name-finder.ts";

/** What stands before a name that clients write without its version. */
const before = String.raw`node_modules[\\/]|"(?:real)?[nN]ame": ?"|script from "|npm-|Ignored build scripts: [^\n]{0,300}?`;
/** What follows a name in the words of clients: versions, addresses, events, records. */
const after = String.raw`@|\/-\/|[-/ ]\d|:? \d| (?:pre|post)?install|'?: \[|": ?\{`;

/**
 * Finds names where clients write them of packages. Some packages are called `debug` or `color`: most lines with such a word
 * are about something else, and are not looked into.
 */
export function createMentionFinder(names: ReadonlySet<string>): NameFinder {
  const list = [...names].filter((name) => name !== "");
  if (list.length === 0) return { occursIn: () => false, around: () => [] };
  const sorted = list.toSorted((left, right) => right.length - left.length).map(patternOf);
  const any = `(?:${sorted.join("|")})`;
  const form = new RegExp(String.raw`(?:${before})${any}(?![\w~])|(?<![\w~-])${any}(?=${after})`, "g");
  const few = list.length <= 12 && list.every((name) => !name.includes("/")) ? list : undefined;
  return {
    occursIn(text) {
      if (few?.some((name) => text.includes(name)) === false) return false;
      form.lastIndex = 0;
      return form.test(text);
    },
    around: (text) => partsAround(text, form),
  };
}

/** In addresses and folders the slash of a scope is written otherwise. */
function patternOf(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace("/", "(?:/|%2[fF]|\\+)");
}
