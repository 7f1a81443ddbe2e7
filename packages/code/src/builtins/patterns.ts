import type { Pattern } from "../engine/values.ts";

/** Work that one regular expression may cost at worst, in steps. */
const maxWork = 20_000_000;
const maxPattern = 400;

/**
 * Runs a foreign regular expression where its worst case is bounded: no repetition of a group, no reference backwards,
 * no looking around, and the length of the text to the power of its open repetitions within the limit.
 */
export function runPattern(
  pattern: Pattern,
  text: string,
  isGlobal: boolean,
): readonly RegExpMatchArray[] | undefined {
  if (!isSafe(pattern.source, text.length)) return undefined;
  const flags = pattern.flags.replaceAll(/[gy]/g, "");
  try {
    const expression = new RegExp(pattern.source, `${flags}g`);
    if (isGlobal) return [...text.matchAll(expression)];
    const first = expression.exec(text);
    return first === null ? [] : [first];
  } catch {
    // Not a regular expression that this platform knows: nothing is known of what it matches.
    return undefined;
  }
}

function isSafe(source: string, length: number): boolean {
  if (source.length > maxPattern) return false;
  const plain = source.replaceAll(/\\[^1-9k]/g, "x").replaceAll(/\[[^\]]*\]/g, "x");
  if (/\\[1-9k]|\)[*+{]|\(\?[=!<]/.test(plain)) return false;
  const open = plain.match(/[*+]|\{\d+,\d*\}/g)?.length ?? 0;
  const isPlainRun = open === 1 && /^\(?(?:x|[^()|\\])[*+]\)?$/.test(plain);
  const power = isPlainRun ? 1 : open + 1;
  return length ** power <= maxWork;
}
