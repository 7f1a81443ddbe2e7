import fc from "fast-check";
import { expect, test } from "vitest";

import { restorePhotograph, takePhotograph } from "./photograph.ts";

const size = 128 * 1024;
const marks = fc.array(fc.tuple(fc.nat(size - 1), fc.integer({ min: 1, max: 255 })), { maxLength: 6 });

function memoryWith(places: readonly (readonly [at: number, byte: number])[]): Uint8Array {
  const memory = new Uint8Array(size);
  for (const [at, byte] of places) memory[at] = byte;
  return memory;
}

test("restorePhotograph puts a memory back to what it was, but for what lies above", () => {
  fc.assert(
    fc.property(marks, marks, (before, after) => {
      const memory = memoryWith(before);
      const photograph = takePhotograph(memory);
      const expected = memory.slice(0, photograph.length);
      for (const [at, byte] of after) memory[at] = byte;

      restorePhotograph(memory, photograph);

      expect(Buffer.compare(memory.subarray(0, photograph.length), expected)).toBe(0);
    }),
  );
});
