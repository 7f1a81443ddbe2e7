import type { Advisory } from "./advisory.ts";
import { writeAdvisory, type TextNumbers } from "./advisory-codec.ts";
import { createByteWriter } from "./byte-writer.ts";
import { sealIndex } from "./index-format.ts";

/** Everything that goes into an index. */
export interface IndexContent {
  /** Milliseconds since the epoch. */
  readonly builtAt: number;
  readonly sources: readonly { readonly name: string; readonly records: number }[];
  readonly recordCount: number;
  readonly advisories: ReadonlyMap<string, readonly Advisory[]>;
}

/** Encodes an index file. */
export function encodeIndex({ builtAt, sources, recordCount, advisories }: IndexContent): Buffer {
  const reporters = collectReporters(advisories);
  const numbers: TextNumbers = {
    sources: new Map(sources.map(({ name }, index) => [name, index])),
    reporters: new Map(reporters.map((reporter, index) => [reporter, index])),
  };
  const names = sortByBytes(advisories.keys());
  const offsets = Buffer.alloc((names.length + 1) * 4);
  const entries = createByteWriter();
  for (const [index, { name, bytes }] of names.entries()) {
    offsets.writeUInt32LE(entries.length, index * 4);
    const ofName = advisories.get(name) ?? [];
    entries.integer(bytes.length);
    entries.bytes(bytes);
    entries.integer(ofName.length);
    for (const advisory of ofName) writeAdvisory(entries, advisory, numbers);
  }
  offsets.writeUInt32LE(entries.length, names.length * 4);
  const description = {
    builtAt,
    recordCount,
    nameCount: names.length,
    entryBytes: entries.length,
    sources,
    reporters,
  };
  return sealIndex(description, offsets, entries.view());
}

function collectReporters(advisories: ReadonlyMap<string, readonly Advisory[]>): readonly string[] {
  const reporters = new Set<string>();
  for (const ofName of advisories.values()) {
    for (const advisory of ofName) for (const reporter of advisory.reporters) reporters.add(reporter);
  }
  return [...reporters];
}

function sortByBytes(names: Iterable<string>): readonly { readonly name: string; readonly bytes: Buffer }[] {
  const items = Array.from(names, (name) => ({ name, bytes: Buffer.from(name, "utf8") }));
  return items.sort((left, right) => left.bytes.compare(right.bytes));
}
