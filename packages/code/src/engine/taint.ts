import type { SourceKind } from "../source-facts.ts";
import { Api, Bytes, Dict, Folded, List, Opaque, Union } from "./values.ts";
import type { NamingLevel, Value } from "./values.ts";

const kinds: readonly SourceKind[] = [
  "environment",
  "credential-file",
  "host-facts",
  "wallet",
  "clipboard",
  "key-log",
  "file",
  "network",
  "decoded",
  "process",
  "browser-data",
  "parameter",
];

/** Parameters of an export and values of other files have bits of their own, so many of each. */
export const trackedParameters = 8;
export const trackedImports = 8;
const firstParameterBit = 14;
const firstImportBit = firstParameterBit + trackedParameters;

/** The bit of each source. */
export const bits: Readonly<Record<SourceKind, number>> = Object.fromEntries(
  kinds.map((kind, index) => [kind, 1 << index]),
) as Record<SourceKind, number>; // `kinds` names every source once.

/** The bit of a parameter of the export that is being summarized. */
export function parameterBit(index: number): number {
  return index < trackedParameters ? 1 << (firstParameterBit + index) : 0;
}

/** The bit of a value that another file exports. */
export function importBit(index: number): number {
  return index < trackedImports ? 1 << (firstImportBit + index) : 0;
}

/** The sources that a set of bits stands for. */
export function sourcesOf(taint: number): readonly SourceKind[] {
  return kinds.filter((kind) => (taint & bits[kind]) !== 0);
}

/** The indexes of parameters, or of values of other files, in a set of bits. */
export function parametersOf(taint: number): readonly number[] {
  return indexesFrom(taint, firstParameterBit, trackedParameters);
}

export function importsOf(taint: number): readonly number[] {
  return indexesFrom(taint, firstImportBit, trackedImports);
}

function indexesFrom(taint: number, first: number, count: number): readonly number[] {
  if (((taint >> first) & ((1 << count) - 1)) === 0) return [];
  const found: number[] = [];
  for (let index = 0; index < count; index++) if ((taint & (1 << (first + index))) !== 0) found.push(index);
  return found;
}

/** Where a value comes from, with everything inside it to a bounded depth. */
export function taintOf(value: Value, depth = 4): number {
  if (typeof value !== "object" || value === null) return 0;
  if (value instanceof Opaque) return value.taint;
  if (value instanceof Folded) return value.naming === 2 ? bits.decoded : 0;
  if (value instanceof Bytes) return value.naming === 2 ? bits.decoded : 0;
  if (value instanceof Api) return value.taint | taintOfApi(value.path);
  if (depth === 0) return 0;
  if (value instanceof Union) return taintOfAll(value.options, depth - 1);
  if (value instanceof List) return taintOfAll(value.items, depth - 1) | taintOf(value.rest, depth - 1);
  if (value instanceof Dict) {
    return taintOfAll(value.members.values(), depth - 1) | taintOf(value.rest, depth - 1);
  }
  return 0;
}

/** Everything that several values come from. */
export function taintOfAll(values: Iterable<Value>, depth = 4): number {
  let taint = 0;
  let left = 400;
  for (const value of values) {
    if (left-- === 0) break;
    taint |= taintOf(value, depth);
  }
  return taint;
}

function taintOfApi(path: string): number {
  if (path === "process.env") return bits.environment;
  if (path === "localStorage" || path === "sessionStorage") return bits["browser-data"];
  return 0;
}

/** How the text of a value came to be. */
export function namingOf(value: Value): NamingLevel {
  if (value instanceof Folded || value instanceof Opaque || value instanceof Api || value instanceof Bytes) {
    return value.naming;
  }
  if (!(value instanceof Union)) return 0;
  let most: NamingLevel = 0;
  for (const option of value.options) most = higher(most, namingOf(option));
  return most;
}

/** The one that hides more. */
export function higher(one: NamingLevel, other: NamingLevel): NamingLevel {
  return one > other ? one : other;
}
