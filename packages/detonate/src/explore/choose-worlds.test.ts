import { describe, expect, test } from "vitest";

import { worldNames } from "../worlds/worlds.ts";

import { chooseWorlds } from "./choose-worlds.ts";

describe("chooseWorlds", () => {
  test.each<[string, readonly (readonly [string, readonly string[]])[], readonly string[]]>([
    ["nothing", [], []],
    ["a pipeline's variables", [["env", ["GITHUB_ACTIONS"]]], ["linux-ci"]],
    [
      "a pipeline and the system",
      [
        ["env", ["CI"]],
        ["platform", ["linux"]],
      ],
      ["linux-ci", "win32-ci"],
    ],
    ["the language", [["env", ["LANG"]]], ["linux-moscow"]],
    ["the time zone", [["timezone", [""]]], ["linux-moscow"]],
    ["the time", [["time", ["clock"]]], ["linux-later"]],
    ["wallets", [["file", ["/home/lena/.config/wallet"]]], ["linux-bare"]],
    ["a page", [["global", ["window", "Bun"]]], ["win32-page", "linux-bun"]],
    ["chance", [["chance", ["Math.random"]]], ["linux-often"]],
    ["a number that it wrote", [["counter", []]], ["linux-often"]],
    ["its own files", [["file", ["/home/lena/code/app/node_modules/a/lib/b.js"]]], []],
  ])("tries the other systems, and what was asked for: %s", (_, notes, more) => {
    const asked = new Map(notes.map(([fact, details]) => [fact, new Set(details)] as const));
    const chosen = chooseWorlds(asked, worldNames);

    expect(chosen.toSorted()).toEqual(["darwin-laptop", "win32-laptop", ...more].toSorted());
  });
});
