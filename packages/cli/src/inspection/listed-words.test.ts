import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { readListedWords } from "./listed-words.ts";

async function read(chunks: readonly Uint8Array[], isNulSeparated = false): Promise<readonly string[]> {
  async function* stream(): AsyncIterable<Uint8Array> {
    yield* chunks;
  }
  const words: string[] = [];
  for await (const word of readListedWords(stream(), isNulSeparated)) words.push(word);
  return words;
}

describe("readListedWords()", () => {
  test("readListedWords() reads a word of each line, however the stream is cut", async () => {
    const bytes = Buffer.from("axios\r\n  @scope/lib@^1 \n\n./päckchen.tgz", "utf8");

    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: bytes.length })), async (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));

        expect(await read(chunks)).toEqual(["axios", "@scope/lib@^1", "./päckchen.tgz"]);
      }),
    );
  });

  test("readListedWords() takes words as they are where NUL separates them", async () => {
    expect(await read([Buffer.from("a\nb\0 c\0\0")], true)).toEqual(["a\nb", " c"]);
  });

  test("readListedWords() refuses a line without an end", async () => {
    const chunks = Array.from({ length: 20 }, () => Buffer.alloc(1000, "a"));

    await expect(read(chunks)).rejects.toMatchObject({ code: "CLI_USAGE" });
  });
});
