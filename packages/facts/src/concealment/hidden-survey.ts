import { TextSearch } from "../text/text-search.ts";

/** Which kinds of hidden characters a file may have: cheap to tell from its bytes, so that few files are decoded. */
export interface HiddenSurvey {
  /** The longest row of characters that are not seen. */
  readonly longestRun: number;
  readonly hasFiller: boolean;
  readonly hasTurn: boolean;
  /** Whether a Latin letter stands beside a Cyrillic one. */
  readonly hasMixture: boolean;
}

function sequences(...hex: readonly string[]): readonly string[] {
  return hex.map((one) => Buffer.from(one, "hex").toString("latin1"));
}

const fillers = sequences("e385a4", "efbea0", "e1859f", "e185a0");
const turns = sequences("e280aa", "e280ab", "e280ad", "e280ae", "e281a6", "e281a7", "e281a8");
const unseen = [
  ...sequences("c2ad", "cd8f", "e1a08b", "e1a08c", "e1a08d", "e1a08e", "efbbbf", "efb8"),
  ...sequences(
    "e2808b",
    "e2808c",
    "e2808d",
    "e2808e",
    "e2808f",
    "e281a0",
    "e281a1",
    "e281a2",
    "e281a3",
    "e281a4",
  ),
  ...sequences("f3a080", "f3a081", "f3a084", "f3a085", "f3a086", "f3a087", "f09d85"),
];
const search = new TextSearch([...fillers, ...turns, ...unseen]);
const fillersEnd = fillers.length;
const turnsEnd = fillersEnd + turns.length;

export function surveyHidden(bytes: Buffer): HiddenSurvey {
  let longestRun = 0;
  let run = 0;
  let nextStart = -1;
  let hasFiller = false;
  let hasTurn = false;
  search.search(bytes, ({ text, start }) => {
    run = start === nextStart ? run + 1 : 1;
    nextStart = start + lengthOfCharacter(bytes[start] ?? 0);
    longestRun = Math.max(longestRun, run);
    if (text < fillersEnd) hasFiller = true;
    else if (text < turnsEnd) hasTurn = true;
    return true;
  });
  return { longestRun, hasFiller, hasTurn, hasMixture: hasMixture(bytes) };
}

/** UTF-8, by the first byte. */
function lengthOfCharacter(first: number): number {
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** Cyrillic letters have two bytes, of which the first is D0 or D1. */
function hasMixture(bytes: Buffer): boolean {
  for (const lead of [0xd0, 0xd1]) {
    for (let at = bytes.indexOf(lead); at >= 0; at = bytes.indexOf(lead, at + 2)) {
      if (isLatin(bytes[at - 1]) || isLatin(bytes[at + 2])) return true;
    }
  }
  return false;
}

function isLatin(byte: number | undefined): boolean {
  const letter = (byte ?? 0) | 0x20;
  return letter >= 0x61 && letter <= 0x7a;
}
