import { asArray, asRecord } from "../json-value.ts";

/** Reads a JSON value of one shape; `where` names its place in what is told. Throws a `RangeError` for another shape. */
export type Shape<Value> = (value: unknown, where: string) => Value;

const textMaxCharacters = 8192;
const shownCharacters = 60;

/** A text, at most a few thousand characters long. */
export function text(value: unknown, where: string): string {
  if (typeof value !== "string") throw new RangeError(`${where} is not a text`);
  if (value.length > textMaxCharacters)
    throw new RangeError(`${where} has over ${textMaxCharacters} characters`);
  return value;
}

/** A yes or no. */
export function flag(value: unknown, where: string): boolean {
  if (typeof value !== "boolean") throw new RangeError(`${where} is neither true nor false`);
  return value;
}

/** A number that is not negative and has no fraction. */
export function count(value: unknown, where: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`${where} is not a whole number`);
}

/** What may be left out; `null` counts as left out. */
export function optional<Value>(shape: Shape<Value>): Shape<Value | undefined> {
  return (value, where) => (value === undefined || value === null ? undefined : shape(value, where));
}

/** One of some words. */
export function oneOf<Word extends string>(words: readonly Word[]): Shape<Word> {
  return (value, where) => {
    const word = words.find((each) => each === value);
    if (word !== undefined) return word;
    throw new RangeError(`${where} is not one of the words that are known: ${showValue(value)}`);
  };
}

/** A list, at most `maxItems` long. */
export function list<Item>(shape: Shape<Item>, maxItems: number): Shape<readonly Item[]> {
  return (value, where) => {
    const items = asArray(value);
    if (items === undefined) throw new RangeError(`${where} is not a list`);
    if (items.length > maxItems) throw new RangeError(`${where} has over ${maxItems} items`);
    return items.map((item, index) => shape(item, `${where}[${index}]`));
  };
}

/** An object with these members and no other. */
export function record<Value>(shapes: { readonly [Key in keyof Value]-?: Shape<Value[Key]> }): Shape<Value> {
  const entries = Object.entries<Shape<unknown>>(shapes);
  const known = new Set(entries.map(([key]) => key));
  return (value, where) => {
    const given = asRecord(value);
    if (given === undefined) throw new RangeError(`${where} is not an object`);
    const stray = Object.keys(given).find((key) => !known.has(key));
    if (stray !== undefined)
      throw new RangeError(`${where} has a member that is not known: ${showValue(stray)}`);
    const read = entries.map(
      ([key, shape]) => [key, shape(memberOf(given, key), `${where}.${key}`)] as const,
    );
    const present = read.filter(([, member]) => member !== undefined);
    return Object.fromEntries(present) as Value; // Each key has gone through the shape of its member.
  };
}

function memberOf(given: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(given, key) ? given[key] : undefined;
}

function showValue(value: unknown): string {
  return JSON.stringify(typeof value === "string" ? value.slice(0, shownCharacters) : typeof value);
}
