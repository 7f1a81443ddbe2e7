import { describe, expect, test } from "vitest";

import { separateCommand } from "./run-arguments.ts";

describe("separateCommand", () => {
  test.each([
    ["run npm install --save-dev x", "run -- npm install --save-dev x"],
    ["run --quiet npm ci", "run --quiet -- npm ci"],
    ["run --data d --upstream u pnpm dlx x --help", "run --data d --upstream u -- pnpm dlx x --help"],
    ["run --report=out npm ci", "run --report=out -- npm ci"],
    ["run -- npm ci -- --x", "run -- npm ci -- --x"],
    ["run npm test -- --x", "run -- npm test -- --x"],
    ["run --help", "run --help"],
    ["run", "run"],
    ["explain axios --json", "explain axios --json"],
  ])("turns %j into %j", (line, expected) => {
    expect(separateCommand(line.split(" ")).join(" ")).toBe(expected);
  });
});
