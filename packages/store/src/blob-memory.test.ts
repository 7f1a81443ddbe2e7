import { describe, expect, test } from "vitest";

import { createBlobMemory } from "./blob-memory.ts";

describe("createBlobMemory", () => {
  test("set drops what was asked for longest ago when there is no more room", () => {
    const memory = createBlobMemory({ maxBytes: 250 });
    memory.set("a", Buffer.alloc(100));
    memory.set("b", Buffer.alloc(100));
    memory.get("a");

    memory.set("c", Buffer.alloc(100));

    expect(["a", "b", "c"].map((key) => memory.get(key)?.length)).toEqual([100, undefined, 100]);
  });

  test("set counts a blob once, however often it is set", () => {
    const memory = createBlobMemory({ maxBytes: 250 });
    memory.set("a", Buffer.alloc(100));
    for (let turn = 0; turn < 5; turn += 1) memory.set("b", Buffer.alloc(100));
    memory.delete("b");
    memory.delete("b");
    memory.set("c", Buffer.alloc(100));

    expect(["a", "b", "c"].map((key) => memory.get(key)?.length)).toEqual([100, undefined, 100]);
  });

  test.each([9, 1_000_001])("set keeps no blob of %i bytes, which is too small or too large", (size) => {
    const memory = createBlobMemory({ minBytes: 10 });
    memory.set("a", Buffer.alloc(10));

    memory.set("a", Buffer.alloc(size));

    expect(memory.get("a")).toBeUndefined();
  });
});
