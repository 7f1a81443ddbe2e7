import { FAILSAFE_SCHEMA, load, Type, YAMLException } from "js-yaml";

import { secretLimits } from "./secret-in-reach.ts";

/** A value of a definition: texts, lists and maps; nothing is read as a number or a date. */
export type DefinitionValue = string | readonly DefinitionValue[] | DefinitionMap;

/** A map of a definition; its keys are foreign. */
export type DefinitionMap = ReadonlyMap<string, DefinitionValue>;

/** A definition, or why there is none. */
export type DefinitionReading =
  | { readonly kind: "read"; readonly root: DefinitionMap }
  | { readonly kind: "unreadable"; readonly why: string };

// GitLab's `!reference` and whatever else comes: the value counts, its tag does not.
const anyTags = (["scalar", "sequence", "mapping"] as const).map(
  (kind) => new Type("!", { kind, multi: true, construct: (data: unknown) => data }),
);
const merge = new Type("tag:yaml.org,2002:merge", {
  kind: "scalar",
  resolve: (data: unknown) => data === "<<",
});
const schema = FAILSAFE_SCHEMA.extend({ implicit: [merge], explicit: anyTags });

/** Reads a YAML definition of a pipeline, bounded in size, depth and what aliases repeat. Never throws. */
export function readDefinition(text: string): DefinitionReading {
  if (text.length > secretLimits.maxCharacters) return unreadable("it is larger than a definition may be");
  try {
    const budget = { left: secretLimits.maxValues };
    const root = convert(load(text, { schema }), 0, budget);
    if (budget.left <= 0) return unreadable("it holds more values than a definition may");
    return root instanceof Map ? { kind: "read", root } : unreadable("it is not a map");
  } catch (error) {
    if (error instanceof YAMLException) return unreadable(`line ${error.mark.line + 1}: ${error.reason}`);
    if (error instanceof RangeError) return unreadable("it is nested too deeply");
    throw error;
  }
}

function unreadable(why: string): DefinitionReading {
  return { kind: "unreadable", why };
}

/** Copies into maps, so that no key can be taken for a member; beyond the budget nothing is copied. */
function convert(value: unknown, depth: number, budget: { left: number }): DefinitionValue {
  budget.left -= 1;
  if (budget.left <= 0 || depth > secretLimits.maxDepth || value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map((item) => convert(item, depth + 1, budget));
  if (typeof value !== "object") return "";
  return new Map(Object.entries(value).map(([key, item]) => [key, convert(item, depth + 1, budget)]));
}

/** A map at a key; empty where there is none. */
export function mapAt(map: DefinitionMap, key: string): DefinitionMap {
  const value = map.get(key);
  return value instanceof Map ? value : new Map<string, DefinitionValue>();
}

/** The text at a key; `undefined` where there is none. */
export function textAt(map: DefinitionMap, key: string): string | undefined {
  const value = map.get(key);
  return typeof value === "string" ? value : undefined;
}

/** The values at a key: those of a list, else the value itself. */
export function listAt(map: DefinitionMap, key: string): readonly DefinitionValue[] {
  const value = map.get(key);
  if (value === undefined || value === "") return [];
  return isList(value) ? value : [value];
}

/** All texts below a value, keys left out. */
export function textsOf(value: DefinitionValue | undefined): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === "string") return [value];
  return (isList(value) ? value : [...value.values()]).flatMap(textsOf);
}

/** Whether a value is a map. */
export function isMap(value: DefinitionValue | undefined): value is DefinitionMap {
  return value instanceof Map;
}

function isList(value: DefinitionValue): value is readonly DefinitionValue[] {
  return Array.isArray(value);
}
