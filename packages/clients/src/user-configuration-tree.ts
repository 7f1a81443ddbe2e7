import { isDeepStrictEqual } from "node:util";

import type { WantedSetting } from "./user-configuration.ts";
import { notEditable } from "./user-configuration-edit.ts";

/** The value at a path of a parsed document; `undefined` when there is none. */
export function valueAt(tree: unknown, path: readonly string[]): unknown {
  let value = tree;
  for (const key of path) {
    if (!isTable(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** Whether a document says what is wanted of it. */
export function isSatisfied(tree: unknown, setting: WantedSetting): boolean {
  const found = valueAt(tree, setting.path);
  const isForAll = setting.mode === "include" && Array.isArray(found) && found.includes("*");
  return isForAll || isPresent(tree, setting);
}

/** Whether the very value is there. */
export function isPresent(tree: unknown, { path, value, mode }: WantedSetting): boolean {
  const found = valueAt(tree, path);
  if (mode === "include") return Array.isArray(found) && found.includes(value);
  // Some settings are read as true and false.
  return typeof found === "boolean" ? String(found) === value : found === value;
}

/** Throws `CLIENTS_BAD_SETTINGS` unless a document now says what is wanted, and all else as before. */
export function verifyTree(before: unknown, after: unknown, wanted: readonly WantedSetting[]): void {
  const isSet = wanted.every((setting) => isSatisfied(after, setting));
  if (isSet && isLeftAlone(before, after, wanted)) return;
  throw notEditable("the settings would not be read as written");
}

/** Whether two documents say the same but for some settings. */
export function isLeftAlone(before: unknown, after: unknown, apart: readonly WantedSetting[]): boolean {
  // An empty document and one without settings are the same.
  const [left, right] = [before, after].map((tree) => without(tree, apart, []) ?? undefined);
  return isDeepStrictEqual(left, right);
}

/** A document without what is wanted of it, and without the tables that then hold nothing. */
function without(tree: unknown, wanted: readonly WantedSetting[], path: readonly string[]): unknown {
  const setting = wanted.find((each) => isDeepStrictEqual(each.path, path));
  if (setting !== undefined) {
    if (setting.mode === "set" || !Array.isArray(tree)) return undefined;
    const rest = tree.filter((each) => each !== setting.value);
    return rest.length === 0 ? undefined : rest;
  }
  if (!isTable(tree)) return tree;
  const isOnTheWay = wanted.some((each) => isDeepStrictEqual(each.path.slice(0, path.length), path));
  if (!isOnTheWay) return tree;
  const members = Object.entries(tree)
    .map(([key, value]) => [key, without(value, wanted, [...path, key])] as const)
    .filter(([, value]) => value !== undefined);
  return members.length === 0 ? undefined : new Map(members);
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
