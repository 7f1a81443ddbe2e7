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
  "request",
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

/** The indexes of parameters in a set of bits. */
export function parametersOf(taint: number): readonly number[] {
  return indexesFrom(taint, firstParameterBit, trackedParameters);
}

/** The same bits without those of single parameters. */
export function withoutParameters(taint: number): number {
  return taint & ~(((1 << trackedParameters) - 1) << firstParameterBit);
}

/** The numbers of values of other files in a set of bits. */
export function importsOf(taint: number): readonly number[] {
  return indexesFrom(taint, firstImportBit, trackedImports);
}

function indexesFrom(taint: number, first: number, count: number): readonly number[] {
  if (((taint >> first) & ((1 << count) - 1)) === 0) return [];
  const found: number[] = [];
  for (let index = 0; index < count; index++) if ((taint & (1 << (first + index))) !== 0) found.push(index);
  return found;
}

/** Values inside values that are looked at for where they come from. */
const maxInside = 120;
const containersInside = 20;

/** Where a value comes from, with what is inside it, within bounds. */
export function taintOf(value: Value): number {
  if (typeof value !== "object" || value === null) return 0;
  if (value instanceof Opaque) return value.taint;
  if (value instanceof Folded || value instanceof Bytes) return value.naming === 2 ? bits.decoded : 0;
  if (value instanceof Api) return value.taint | taintOfApi(value.path);
  return isContainer(value) ? taintInside([value]) : 0;
}

/** Everything that several values come from. */
export function taintOfAll(values: Iterable<Value>): number {
  let taint = 0;
  for (const value of values) taint |= taintOf(value);
  return taint;
}

function isContainer(value: Value): boolean {
  return value instanceof Dict || value instanceof List || value instanceof Union;
}

function taintInside(queue: Value[]): number {
  let taint = 0;
  for (let at = 0; at < queue.length; at++) {
    const value = queue[at];
    if (value instanceof Dict)
      taint |= taintOfMembers(value.members.values(), queue) | enqueue(value.rest, queue);
    else if (value instanceof List) taint |= taintOfMembers(value.items, queue) | enqueue(value.rest, queue);
    else if (value instanceof Union) taint |= taintOfMembers(value.options, queue);
  }
  return taint;
}

function taintOfMembers(values: Iterable<Value>, queue: Value[]): number {
  let taint = 0;
  let left = maxInside;
  for (const value of values) {
    if (left-- === 0) break;
    taint |= enqueue(value, queue);
  }
  return taint;
}

/** What a value comes from; a container waits for its turn while there is room. */
function enqueue(value: Value, queue: Value[]): number {
  if (!isContainer(value)) return taintOf(value);
  if (queue.length < containersInside && !queue.includes(value)) queue.push(value);
  return 0;
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
