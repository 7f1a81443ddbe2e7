import { describe, expect, test } from "vitest";

import { createMentionFinder } from "./name-mentions.ts";

const finder = createMentionFinder(new Set(["debug", "@scope/pkg"]));

describe("createMentionFinder", () => {
  test.each([
    "+ debug@4.4.2",
    "+ debug 4.4.2",
    "├── debug 4.4.2",
    "GET 200 https://registry.example/debug/-/debug-4.4.2.tgz",
    "GET 200 https://registry.example/@scope%2fpkg/-/pkg-1.0.0.tgz",
    "npm error path /code/app/node_modules/debug",
    '  "name": "debug",',
    '  "debug": {',
    "audit bulk request { debug: [ '4.4.2' ] }",
    '"id":"registry.example/debug/4.4.2"',
    ".../node_modules/debug postinstall$ node x.js",
    "Ignored build scripts: esbuild, debug.",
    'error: postinstall script from "debug" exited with 1',
    "change debug 4.4.1 => 4.4.2",
    "/v6/npm-debug-4.4.2-0123456789012345678901234567890123456789-integrity/",
    "node_modules/.pnpm/@scope+pkg@1.0.0/node_modules/@scope/pkg",
    "YN0085: │ + debug@npm:4.4.2",
  ])("%s names one", (line) => {
    expect(finder.occursIn(line)).toBe(true);
  });

  test.each([
    '{"time":1,"level":"debug","name":"other"}',
    "target/debug/build/x",
    "npm debug log",
    "my-debug@1.0.0",
    "debugger@1.0.0",
    "set debug to true",
    "[debug] starting",
  ])("%s is about something else", (line) => {
    expect(finder.occursIn(line)).toBe(false);
  });
});
