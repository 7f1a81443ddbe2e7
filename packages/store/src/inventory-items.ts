import { StoreError } from "./errors.ts";

/** Numbers of the items that an inventory holds now, each with the look that brought it. */
export type CurrentItems = ReadonlyMap<number, number>;

/**
 * Renders them in some bytes each: numbers of seven bits a byte (LEB128), items ascending as differences, each followed by
 * its look.
 */
export function encodeItems(items: CurrentItems): Buffer {
  const bytes: number[] = [];
  let before = 0;
  for (const [item, look] of [...items].toSorted(([left], [right]) => left - right)) {
    write(bytes, item - before);
    write(bytes, look);
    before = item;
  }
  return Buffer.from(bytes);
}

/** Reads what `encodeItems` wrote. Throws `STORE_DATABASE_CORRUPT` for other bytes. */
export function decodeItems(bytes: Uint8Array): CurrentItems {
  const items = new Map<number, number>();
  let [position, item] = [0, 0];
  function read(): number {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = bytes[position];
      position += 1;
      if (byte === undefined || factor > Number.MAX_SAFE_INTEGER) throw corrupt();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  }
  while (position < bytes.length) {
    item += read();
    items.set(item, read());
  }
  return items;
}

function write(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function corrupt(): StoreError {
  return new StoreError("STORE_DATABASE_CORRUPT", {
    message: "Cannot read an inventory as its list of items ends in the middle",
    hint: "Restore the database from a backup.",
  });
}
