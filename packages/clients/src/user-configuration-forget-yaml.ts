import { isMap, isScalar, isSeq } from "yaml";
import type { Pair, YAMLMap, YAMLSeq } from "yaml";

import type { WantedSetting } from "./user-configuration.ts";
import { notEditable, withoutLine } from "./user-configuration-edit.ts";
import { parseYaml, rangeOf } from "./user-configuration-yaml.ts";

/** A text in which a setting is what it was before, or gone with the keys that then hold nothing. */
export function forgetYaml(text: string, setting: WantedSetting, original: string | undefined): string {
  const { root } = parseYaml(text);
  const way = root === undefined ? undefined : findWay(root, setting.path);
  const pair = way?.at(-1);
  if (way === undefined || pair === undefined) return text;
  if (setting.mode === "include" && isSeq(pair.value) && pair.value.items.length > 1)
    return withoutItem(text, pair.value, setting.value);
  if (original !== undefined) {
    const [start, end] = rangeOf(pair.value);
    return text.slice(0, start) + original + text.slice(end);
  }
  return withoutPair(text, outermostEmptied(way));
}

/** The pairs from the outermost key to the setting's own. */
function findWay(root: YAMLMap, path: readonly string[]): readonly Pair[] | undefined {
  const way: Pair[] = [];
  let map: unknown = root;
  for (const key of path) {
    const pair: Pair | undefined = isMap(map)
      ? map.items.find((each) => isScalar(each.key) && each.key.value === key)
      : undefined;
    if (pair === undefined) return undefined;
    way.push(pair);
    map = pair.value;
  }
  return way;
}

/** The key that goes: one that holds nothing but what goes, goes along. */
function outermostEmptied(way: readonly Pair[]): Pair {
  const [own, ...outer] = way.toReversed();
  if (own === undefined) throw notEditable("the setting is not there");
  let emptied = own;
  for (const pair of outer) {
    if (!isMap(pair.value) || pair.value.items.length > 1) return emptied;
    emptied = pair;
  }
  return emptied;
}

function withoutPair(text: string, pair: Pair): string {
  const [start, keyEnd] = rangeOf(pair.key);
  const end = Math.max(keyEnd, rangeOf(pair.value)[1]);
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  if (text.slice(lineStart, start).trim() !== "") throw notEditable("its key does not begin a line");
  const found = text.indexOf("\n", end - 1);
  if (found >= 0) return text.slice(0, lineStart) + text.slice(found + 1);
  return text.slice(0, lineStart).replace(/\r?\n$/, "");
}

function withoutItem(text: string, list: YAMLSeq, value: string): string {
  const index = list.items.findIndex((item) => isScalar(item) && item.value === value);
  const [start, end] = rangeOf(list.items[index]);
  if (index < 0) return text;
  if (list.flow !== true) return withoutLine(text, start);
  const [next] = rangeOf(list.items[index + 1]);
  const [, before] = rangeOf(list.items[index - 1]);
  return index + 1 < list.items.length
    ? text.slice(0, start) + text.slice(next)
    : text.slice(0, before) + text.slice(end);
}
