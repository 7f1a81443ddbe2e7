import { Readable } from "node:stream";

import { describe, expect, test } from "vitest";

import { gather } from "./blob-gather.ts";

describe("gather", () => {
  test.each([
    [99, true],
    [100, true],
    [101, false],
  ])("gather of %i bytes of at most 100 is whole: %s", async (size, isWhole) => {
    const bytes = Buffer.from(Array.from({ length: size }, (_, index) => index));
    const source = Readable.from([bytes.subarray(0, 40), bytes.subarray(40)], { objectMode: false });

    const gathered = await gather(source, { maxBytes: 100, announced: 7 });

    expect(gathered).toEqual({ bytes, isWhole });
  });

  test("gather holds no more memory than a small source needs, whatever was announced", async () => {
    const read = (announced: number | undefined): Promise<{ readonly bytes: Buffer }> =>
      gather(Readable.from([Buffer.alloc(100)]), { maxBytes: 2_000_000, announced });

    const gathered = [await read(2_000_000), await read(undefined)];

    expect(gathered.map(({ bytes }) => bytes.buffer.byteLength)).toEqual([100, 100]);
  });

  test.each([new Error("reset"), undefined])(
    "gather rejects a source that had ended by %s",
    async (cause) => {
      const source = new Readable({ read: () => undefined });
      const closed = new Promise((resolve) => source.once("error", () => undefined).once("close", resolve));
      source.destroy(cause);
      await closed;

      const gathering = gather(source, { maxBytes: 100, announced: undefined });

      await expect(gathering).rejects.toThrow(cause?.message ?? "the source ended early");
    },
  );

  test("gather rejects a source that is destroyed on the way", async () => {
    const source = new Readable({ read: () => undefined });
    source.push("some");

    const gathering = gather(source, { maxBytes: 100, announced: undefined });
    source.destroy();

    await expect(gathering).rejects.toThrow("the source ended early");
  });
});
