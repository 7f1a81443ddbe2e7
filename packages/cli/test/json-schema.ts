import { isDeepStrictEqual } from "node:util";

type Schema = Readonly<Record<string, unknown>>;

/** A value at its path, with the document in which references are looked up. */
interface Place {
  readonly value: unknown;
  readonly path: string;
  readonly root: Schema;
}

type Rule = (argument: unknown, place: Place, schema: Schema) => readonly string[];

/**
 * What is wrong with a value by a JSON Schema, as far as our own and that of SARIF go (drafts 4 to 2020-12); empty when it
 * fits. Throws for a keyword that it does not know, so that no schema passes because it was not understood.
 */
export function problemsBySchema(value: unknown, schema: unknown): readonly string[] {
  return problemsAt({ value, path: "$", root: asRecord(schema) }, schema);
}

function problemsAt(place: Place, schema: unknown): readonly string[] {
  const rules = asRecord(schema);
  return Object.entries(rules).flatMap(([keyword, argument]) => {
    const rule = keywords.get(keyword);
    if (rule === undefined) throw new TypeError(`The keyword ${keyword} is not known`);
    return rule(argument, place, rules);
  });
}

const silent: Rule = () => [];

const keywords: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...["$schema", "$id", "id", "$defs", "definitions", "title", "description", "default", "format"].map(
    (keyword): [string, Rule] => [keyword, silent],
  ),
  ["$ref", (argument, place) => problemsAt(place, resolve(String(argument), place.root))],
  [
    "type",
    (argument, place) => unless(isOfType(place.value, argument), place, `is no ${JSON.stringify(argument)}`),
  ],
  [
    "const",
    (argument, place) =>
      unless(isDeepStrictEqual(place.value, argument), place, `is not ${JSON.stringify(argument)}`),
  ],
  [
    "enum",
    (argument, place) =>
      unless(
        listOf(argument).some((each) => isDeepStrictEqual(each, place.value)),
        place,
        "is not in the list",
      ),
  ],
  ["minimum", (least, place) => unless(!(Number(place.value) < Number(least)), place, "is too small")],
  ["maximum", (most, place) => unless(!(Number(place.value) > Number(most)), place, "is too large")],
  ["pattern", matchPattern],
  ["anyOf", (argument, place) => unless(countFitting(argument, place) > 0, place, "fits nothing of anyOf")],
  ["oneOf", (argument, place) => unless(countFitting(argument, place) === 1, place, "fits not one of oneOf")],
  ["items", (argument, place) => itemsOf(place).flatMap((item) => problemsAt(item, argument))],
  ["minItems", (least, place) => unless(!(countOf(place.value) < Number(least)), place, "has too few items")],
  ["uniqueItems", findTwins],
  ["required", findMissing],
  [
    "properties",
    (argument, place) =>
      Object.entries(asRecord(argument)).flatMap(([key, schema]) =>
        membersOf(place)
          .filter(([name]) => name === key)
          .flatMap(([, member]) => problemsAt(member, schema)),
      ),
  ],
  ["additionalProperties", findAdditional],
]);

function matchPattern(argument: unknown, place: Place): readonly string[] {
  const { value } = place;
  if (typeof value !== "string") return [];
  return unless(new RegExp(String(argument)).test(value), place, "does not match");
}

function findTwins(argument: unknown, place: Place): readonly string[] {
  const items = argument === true ? itemsOf(place).map(({ value }) => value) : [];
  const hasTwins = items.some((item, index) =>
    items.slice(index + 1).some((other) => isDeepStrictEqual(item, other)),
  );
  return unless(!hasTwins, place, "has an item twice");
}

function findMissing(argument: unknown, place: Place): readonly string[] {
  if (!isRecord(place.value)) return [];
  const names = new Set(membersOf(place).map(([name]) => name));
  return listOf(argument)
    .filter((key) => !names.has(String(key)))
    .map((key) => `${place.path}.${String(key)} is missing`);
}

function findAdditional(argument: unknown, place: Place, schema: Schema): readonly string[] {
  const known = asRecord(schema["properties"] ?? {});
  const others = membersOf(place).filter(([name]) => !Object.hasOwn(known, name));
  if (argument === false) return others.map(([, { path }]) => `${path} is not foreseen`);
  return argument === true ? [] : others.flatMap(([, member]) => problemsAt(member, argument));
}

function resolve(reference: string, root: Schema): unknown {
  if (!reference.startsWith("#/")) throw new TypeError(`The reference ${reference} leads elsewhere`);
  return reference
    .slice(2)
    .split("/")
    .reduce<unknown>((value, key) => asRecord(value)[key], root);
}

function countFitting(argument: unknown, place: Place): number {
  return listOf(argument).filter((each) => problemsAt(place, each).length === 0).length;
}

function unless(fits: boolean, { path }: Place, problem: string): readonly string[] {
  return fits ? [] : [`${path} ${problem}`];
}

function itemsOf({ value, path, root }: Place): readonly Place[] {
  return Array.isArray(value)
    ? value.map((item: unknown, index) => ({ value: item, path: `${path}[${String(index)}]`, root }))
    : [];
}

function membersOf({ value, path, root }: Place): readonly (readonly [string, Place])[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).map(([name, member]) => [
    name,
    { value: member, path: `${path}.${name}`, root },
  ]);
}

function countOf(value: unknown): number {
  return Array.isArray(value) ? value.length : Number.POSITIVE_INFINITY;
}

function isOfType(value: unknown, type: unknown): boolean {
  const types = Array.isArray(type) ? type : [type];
  if (typeof value === "number")
    return types.includes("number") || (types.includes("integer") && Number.isInteger(value));
  const actual = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  return types.includes(actual);
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[]; // Array.isArray does not narrow read-only arrays.
  throw new TypeError("A list was expected");
}

function isRecord(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asRecord(value: unknown): Schema {
  if (isRecord(value)) return value;
  throw new TypeError("A schema is an object");
}
