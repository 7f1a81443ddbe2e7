import { isMap, isSeq, parseDocument, stringify } from "yaml";

import { parseSuppressions } from "./suppression.ts";
import type { FileSuppression, Suppression } from "./suppression.ts";

/** An entry of a file of suppressions. */
export type AnySuppression = Suppression | FileSuppression;

/**
 * Puts entries into the text of a file of suppressions, which may be empty: one of the same finding and subject gives way
 * to the new one, remarks and everything else stay. Throws what `parseSuppressions` throws, before and after.
 */
export function addSuppressions(content: string, added: readonly AnySuppression[], source: string): string {
  const isNew = content.trim() === "";
  if (!isNew) parseSuppressions(content, source);
  const after = content.trimStart().startsWith("{") ? addToJson(content, added) : addToYaml(content, added);
  parseSuppressions(after, source);
  return after;
}

function subjectOf(entry: { readonly [key: string]: unknown }): string {
  return JSON.stringify([entry["finding"] ?? null, entry["package"] ?? null, entry["file"] ?? null]);
}

function addToJson(content: string, added: readonly AnySuppression[]): string {
  const document = JSON.parse(content) as {
    readonly suppressions: readonly Readonly<Record<string, unknown>>[];
  }; // it was parsed as such before
  const taken = new Set(added.map((entry) => subjectOf({ ...entry })));
  const kept = document.suppressions.filter((entry) => !taken.has(subjectOf(entry)));
  return `${JSON.stringify({ ...document, suppressions: [...kept, ...added] }, undefined, 2)}\n`;
}

function addToYaml(content: string, added: readonly AnySuppression[]): string {
  if (content.trim() === "") return `version: 1\nsuppressions:\n${renderEntries(added)}`;
  const document = parseDocument(content);
  const taken = new Set(added.map((entry) => subjectOf({ ...entry })));
  const list = document.get("suppressions");
  if (isSeq(list)) {
    list.flow = false;
    list.items = list.items.filter((item) => {
      const value: unknown = isMap(item) ? item.toJSON() : undefined;
      return typeof value !== "object" || value === null || !taken.has(subjectOf({ ...value }));
    });
    for (const entry of added) list.add(document.createNode(entry));
  }
  return document.toString({ lineWidth: 0 });
}

function renderEntries(entries: readonly AnySuppression[]): string {
  return stringify(entries, { lineWidth: 0 })
    .split("\n")
    .map((line) => (line === "" ? line : `  ${line}`))
    .join("\n");
}
