import fc from "fast-check";

/**
 * Gives every property test the same examples in every run, so that a change is judged by what it changed. A hunt for new
 * examples sets `LOCKKEEPER_SEED` to another whole number, or to `random`.
 */
const fixedSeed = 20_260_331;

const wanted = process.env["LOCKKEEPER_SEED"];
if (wanted !== "random") fc.configureGlobal({ seed: wanted === undefined ? fixedSeed : seedOf(wanted) });

function seedOf(text: string): number {
  const seed = Number(text);
  if (Number.isSafeInteger(seed)) return seed;
  throw new TypeError(`LOCKKEEPER_SEED is "${text}": give a whole number, or "random"`);
}
