import type { JsonValue } from "../manifest/json-value.ts";

const stepMaxCount = 100_000;

/** Every text inside a value of JSON, keys left out, in no particular order; at most so many. */
export function textsIn(value: JsonValue | undefined, maxCount = 5_000): readonly string[] {
  const texts: string[] = [];
  const pending: (JsonValue | undefined)[] = [value];
  for (let steps = 0; pending.length > 0 && texts.length < maxCount && steps < stepMaxCount; steps += 1) {
    const next = pending.pop();
    if (typeof next === "string") texts.push(next);
    else if (typeof next === "object" && next !== null)
      pending.push(...Object.values(next).slice(0, maxCount));
  }
  return texts;
}
