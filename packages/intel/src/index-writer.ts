import type { Advisory } from "./advisory.ts";
import { writeAdvisory } from "./advisory-codec.ts";
import { createByteWriter, type ByteWriter } from "./byte-writer.ts";
import { sealIndex } from "./index-format.ts";

/** What an index says about itself besides what is counted while it is written. */
export interface IndexHeader {
  /** Milliseconds since the epoch. */
  readonly builtAt: number;
  readonly sources: readonly { readonly name: string; readonly records: number }[];
  readonly recordCount: number;
}

/** Everything that goes into an index. */
export interface IndexContent extends IndexHeader {
  readonly advisories: ReadonlyMap<string, readonly Advisory[]>;
}

/** Takes advisories one by one, in the form in which they will stand in the file: a tenth of what objects take. */
export interface IndexWriter {
  /** Adds an advisory of one package and answers its number: one more than that of the advisory before. */
  add(name: string, advisory: Advisory): number;
  /** Takes an advisory out again. */
  drop(number: number): void;
  /** Packages that have an advisory. */
  readonly nameCount: number;
  /** Encodes the file; nothing may be added afterwards. */
  finish(header: IndexHeader): Buffer;
}

/** Creates a writer for advisories of the named sources. */
export function createIndexWriter(sourceNames: readonly string[]): IndexWriter {
  const numbers = {
    sources: new Map(sourceNames.map((name, index) => [name, index])),
    reporters: new Map<string, number>(),
  };
  const arena = createByteWriter();
  const names = new Map<string, NamedEntries>();
  const entries: EntryList = { starts: [0], nexts: [], dropped: new Set() };

  return {
    get nameCount() {
      return namesInUse(names, entries).length;
    },
    add(name, advisory) {
      for (const reporter of advisory.reporters)
        if (!numbers.reporters.has(reporter)) numbers.reporters.set(reporter, numbers.reporters.size);
      writeAdvisory(arena, advisory, numbers);
      const number = entries.nexts.length;
      entries.starts.push(arena.length);
      entries.nexts.push(none);
      link(names, entries.nexts, { name, number });
      return number;
    },
    drop: (number) => void entries.dropped.add(number),
    finish(header) {
      const used = sortByBytes(namesInUse(names, entries));
      const offsets = Buffer.alloc((used.length + 1) * 4);
      const written = writeEntries({ used, names, entries, arena: arena.view(), offsets });
      const description = {
        ...header,
        nameCount: used.length,
        entryBytes: written.length,
        reporters: [...numbers.reporters.keys()],
      };
      return sealIndex(description, offsets, written.view());
    },
  };
}

/** Encodes an index file. */
export function encodeIndex({ advisories, ...header }: IndexContent): Buffer {
  const writer = createIndexWriter(header.sources.map(({ name }) => name));
  for (const [name, ofName] of advisories) for (const advisory of ofName) writer.add(name, advisory);
  return writer.finish(header);
}

const none = -1;

/** The first and the last entry of a name; the rest are linked. */
interface NamedEntries {
  readonly first: number;
  last: number;
}

interface EntryList {
  /** Where each entry starts in the arena, and where the last one ends. */
  readonly starts: number[];
  /** The next entry of the same name. */
  readonly nexts: number[];
  readonly dropped: Set<number>;
}

function link(
  names: Map<string, NamedEntries>,
  nexts: number[],
  { name, number }: { readonly name: string; readonly number: number },
): void {
  const known = names.get(name);
  if (known === undefined) {
    names.set(name, { first: number, last: number });
    return;
  }
  nexts[known.last] = number;
  known.last = number;
}

function* entriesOf(
  { first }: NamedEntries,
  { nexts, dropped }: EntryList,
): Generator<number, void, undefined> {
  for (let number = first; number !== none; number = nexts[number] ?? none)
    if (!dropped.has(number)) yield number;
}

function namesInUse(names: ReadonlyMap<string, NamedEntries>, entries: EntryList): readonly string[] {
  const all = [...names.keys()];
  if (entries.dropped.size === 0) return all;
  return all.filter((name) => {
    const own = names.get(name);
    return own !== undefined && entriesOf(own, entries).next().done === false;
  });
}

interface Writing {
  readonly used: readonly string[];
  readonly names: ReadonlyMap<string, NamedEntries>;
  readonly entries: EntryList;
  readonly arena: Buffer;
  readonly offsets: Buffer;
}

function writeEntries({ used, names, entries, arena, offsets }: Writing): ByteWriter {
  const writer = createByteWriter();
  for (const [index, name] of used.entries()) {
    offsets.writeUInt32LE(writer.length, index * 4);
    const own = names.get(name);
    const numbers = own === undefined ? [] : [...entriesOf(own, entries)];
    writer.text(name);
    writer.integer(numbers.length);
    for (const number of numbers)
      writer.bytes(arena.subarray(entries.starts[number], entries.starts[number + 1]));
  }
  offsets.writeUInt32LE(writer.length, used.length * 4);
  return writer;
}

// From here on, code units and bytes in UTF-8 are ordered differently.
const firstSurrogate = 0xd800;

function sortByBytes(names: readonly string[]): readonly string[] {
  if (!names.some(hasLateCharacter)) return [...names].sort();
  const items = names.map((name) => ({ name, bytes: Buffer.from(name, "utf8") }));
  return items.sort((left, right) => left.bytes.compare(right.bytes)).map(({ name }) => name);
}

function hasLateCharacter(name: string): boolean {
  for (let index = 0; index < name.length; index += 1)
    if (name.charCodeAt(index) >= firstSurrogate) return true;
  return false;
}
