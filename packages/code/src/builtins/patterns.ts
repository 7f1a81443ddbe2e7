import type { Machine } from "../engine/machine.ts";
import type { Pattern } from "../engine/values.ts";

/** What a regular expression is run on, and whether every match is wanted. */
interface Subject {
  readonly text: string;
  readonly isGlobal: boolean;
}

/** Work that one regular expression may cost at worst, and how much of it counts as one step of the evaluation. */
const maxWork = 100_000_000;
const workPerStep = 500;
const maxPattern = 400;
const longestKept = 1_000;
const matchesKept = 2_000;

/**
 * Runs a foreign regular expression where its worst case is bounded: no repetition of a group, no reference backwards,
 * no looking around, and the ways in which its open repetitions can share the text within the limit.
 */
export function runPattern(
  m: Machine,
  pattern: Pattern,
  subject: Subject,
): readonly RegExpMatchArray[] | undefined {
  const { text } = subject;
  const key =
    text.length > longestKept
      ? undefined
      : `${String(subject.isGlobal)} ${pattern.flags} ${pattern.source} ${text}`;
  const known = key === undefined ? undefined : m.matches.get(key);
  if (known !== undefined) return known;
  const found = runAnew(m, pattern, subject);
  if (key !== undefined && found !== undefined && m.matches.size < matchesKept) m.matches.set(key, found);
  return found;
}

function runAnew(
  m: Machine,
  pattern: Pattern,
  { text, isGlobal }: Subject,
): readonly RegExpMatchArray[] | undefined {
  const work = worstCase(pattern.source, text.length);
  if (work > maxWork || m.steps <= 0) return undefined;
  m.steps -= work / workPerStep;
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

function worstCase(source: string, length: number): number {
  if (source.length > maxPattern) return Number.POSITIVE_INFINITY;
  const plain = source.replaceAll(/\\[^1-9k]/g, "x").replaceAll(/\[[^\]]*\]/g, "x");
  if (/\\[1-9k]|\)[*+{]|\(\?[=!<]/.test(plain)) return Number.POSITIVE_INFINITY;
  const open = plain.match(/[*+]|\{\d+,\d*\}/g)?.length ?? 0;
  const isPlainRun = open === 1 && /^\(?(?:x|[^()|\\])[*+]\)?$/.test(plain);
  return choices(length, isPlainRun ? 1 : open + 1);
}

/** The ways to share out a text among open repetitions behind each other. */
function choices(length: number, power: number): number {
  let ways = 1;
  for (let step = 1; step <= power; step++) ways *= (length + step) / step;
  return ways;
}
