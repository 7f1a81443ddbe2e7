import { oneRound } from "../world.ts";
import type { Round } from "../world.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Some years, and another weekday. */
const yearsMs = 2_678 * dayMs + 5 * hourMs;
/** Seldom, nearly always, and in between. */
const places = [0.0004, 0.9996, 0.5] as const;
const wantedMaxCount = 4;
const oftenCount = 6;

/** Twice, with years in between. */
export const laterRounds: readonly Round[] = [...oneRound, { afterMs: yearsMs, chance: undefined }];

/** Twice on the same day. */
export const againRounds: readonly Round[] = [...oneRound, ...oneRound];

/** On six days, with chance falling otherwise on each: also where sources say that they wait for it. */
export function oftenRounds(wanted: readonly number[] = []): readonly Round[] {
  const chances = [
    ...places.slice(0, 2),
    ...wanted.slice(0, wantedMaxCount),
    ...places.slice(2),
    0.25,
    0.75,
    0.1,
  ];
  return chances
    .slice(0, oftenCount)
    .map((chance, index) => ({ afterMs: index === 0 ? 0 : dayMs + hourMs, chance }));
}

/** `Math.floor(Math.random() * 100) === 7`, as it stands in sources, minified or not. */
const drawn =
  /\bMath\s*\.\s*random\s*\(\s*\)\s*\*\s*(\d{1,9})\s*\)?\s*(?:\+\s*(\d{1,9})\s*)?\)?\s*={2,3}\s*(\d{1,9})/g;
const textMaxCharacters = 1_000_000;

/** Where chance must fall for comparisons with one number that stand in a text to hold. */
export function readWantedChances(text: string): readonly number[] {
  const wanted = Array.from(
    text.slice(0, textMaxCharacters).matchAll(drawn),
    ([, range, first = "0", value]) => {
      return (Number(value) - Number(first) + 0.5) / Number(range);
    },
  );
  return [...new Set(wanted.filter((place) => place > 0 && place < 1))].slice(0, wantedMaxCount);
}
