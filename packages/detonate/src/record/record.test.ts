import { deflateSync, gzipSync } from "node:zlib";

import { describe, expect, test } from "vitest";

import { testWorld } from "../../test/test-world.ts";
import { detonateLimits } from "../limits.ts";

import { DecodedTexts } from "./decoded.ts";
import { HoneySeeker } from "./honey.ts";
import { placeOfStack } from "./place-of-stack.ts";
import { Recorder } from "./recorder.ts";
import { PackageTexts } from "./texts-of-package.ts";

const token = "npm_b1946ac92492d2347c6235b4d2611184aQ12";

describe("HoneySeeker", () => {
  const seeker = new HoneySeeker(new Map([["npm-token", token]]));
  const encode = (text: string, encoding: BufferEncoding): string => Buffer.from(text).toString(encoding);

  test.each<[string, string | Uint8Array]>([
    ["as it is", `x=${token}`],
    ["in base64, wherever it begins", encode(`a${token}z`, "base64")],
    ["in base64 further in", encode(`ab${token}z`, "base64url")],
    ["in hexadecimal", encode(token, "hex")],
    ["in a query", encodeURIComponent(`{"t":"${token}"}`)],
    ["backwards", token.split("").toReversed().join("")],
    ["in base64 twice", encode(encode(`{"a":"${token}"}`, "base64"), "base64")],
    ["packed", gzipSync(`{"a":"${token}"}`)],
    ["packed in the other way", deflateSync(token, { level: 1 })],
    ["packed tightly and encoded", deflateSync(`{"a":"${token}"}`, { level: 9 }).toString("base64")],
    ["packed and encoded", gzipSync(`{"a":"${token}"}`).toString("base64")],
  ])("find sees a value %s", (_, content) => {
    expect(seeker.find(content)).toEqual(["npm-token"]);
  });

  test("find sees nothing in what is something else", () => {
    expect(seeker.find("npm_someother")).toEqual([]);
    expect(seeker.find(Buffer.alloc(100, 7))).toEqual([]);
    expect(seeker.find(gzipSync(token).subarray(0, 12))).toEqual([]);
    expect(seeker.find(Buffer.alloc(0))).toEqual([]);
  });
});

describe("DecodedTexts", () => {
  const world = testWorld();
  const texts = new PackageTexts([
    Buffer.from('exec("curl " + host + "/install.sh"); host = "files.example"'),
  ]);
  const decoded = new DecodedTexts(texts, world);

  test.each<[string, boolean]>([
    ["curl files.example/install.sh", false],
    [`curl -o ${world.home}/x files.example`, false],
    ["curl hidden.example", true],
    ["12345 67890", false],
  ])("isDecoded: %s is %s", (text, expected) => {
    expect(decoded.isDecoded(text)).toBe(expected);
  });
});

describe("placeOfStack", () => {
  test("takes the innermost frame that is the package's", () => {
    const stack = [
      "    at observe (node:internal/system/observe.js:1:1)",
      "    at apply (native)",
      "    at run (/home/kim/a b/install.js:12:34)",
      "    at /home/kim/other.js:1:1",
    ].join("\n");

    expect(placeOfStack(stack, (path, line, column) => ({ file: path.slice(-10), line, column }))).toEqual({
      file: "install.js",
      line: 12,
      column: 34,
    });
    expect(
      placeOfStack("    at C:\\Users\\a.js:3:4", (file, line, column) => ({ file, line, column })),
    ).toEqual({
      file: "C:\\Users\\a.js",
      line: 3,
      column: 4,
    });
    expect(placeOfStack("nothing", (file, line, column) => ({ file, line, column }))).toBeNull();
  });
});

describe("Recorder", () => {
  function record(data: Readonly<Record<string, unknown>>, times = 1): Recorder {
    const recorder = new Recorder({ limits: detonateLimits, isDecoded: () => false, findHoney: () => [] });
    for (let index = 0; index < times; index += 1) {
      recorder.add({ kind: "process", api: "child_process.exec", data, location: null, atMs: 0 });
    }
    return recorder;
  }

  test("cuts foreign data of any shape to plain data of a bounded size", () => {
    const deep: Record<string, unknown> = {
      command: "a".repeat(10_000),
      many: Array.from({ length: 1_000 }, () => 1),
    };
    deep["again"] = deep;
    const [observation] = record({ ...deep, f: () => 1, __proto__x: 1 }).observations;

    expect(JSON.stringify(observation).length).toBeLessThan(20_000);
    expect(observation?.detail.length).toBeLessThanOrEqual(500);
    expect(observation?.data["f"]).toBeUndefined();
  });

  test("writes the same thing down a few times only", () => {
    expect(record({ command: "a" }, 50).observations.length).toBe(3);
  });
});
