import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { byteSizeBetween, renderByteSize, tryParseByteSize } from "./byte-size.ts";

describe("tryParseByteSize", () => {
  test.each([
    ["20GB", 20e9],
    ["1.5 MB", 1.5e6],
    ["512MiB", 512 * 2 ** 20],
    ["100kB", 100_000],
    ["20", undefined],
    ["-1GB", undefined],
    ["1e3GB", undefined],
    ["GB", undefined],
    ["999999999TiB", undefined],
  ])("tryParseByteSize reads %s as %s", (text, bytes) => {
    expect(tryParseByteSize(text)).toBe(bytes);
  });

  test("tryParseByteSize is total, and answers whole numbers only", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const bytes = tryParseByteSize(text);
        expect(bytes === undefined || (Number.isSafeInteger(bytes) && bytes >= 0)).toBe(true);
      }),
    );
  });
});

describe("byteSizeBetween", () => {
  test("byteSizeBetween refuses what is outside, with an example", () => {
    const parse = byteSizeBetween("100MB", "1TB");

    expect(parse("1TB")).toBe(1e12);
    expect(() => parse("1MB")).toThrow("from 100MB to 1TB");
    expect(() => parse("lots")).toThrow("such as 20GB");
  });
});

describe("renderByteSize", () => {
  test.each([
    [0, "0 kB"],
    [999, "1 kB"],
    [1_500_000, "1.5 MB"],
    [20e9, "20 GB"],
    [3.25e12, "3.3 TB"],
  ])("renderByteSize shows %s as %s", (bytes, text) => {
    expect(renderByteSize(bytes)).toBe(text);
  });
});
