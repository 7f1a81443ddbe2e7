import { describe, expect, test } from "vitest";

import { changedDependencies, placeOf } from "./changed-dependencies.ts";

describe("placeOf", () => {
  test.each([
    ["^1.0.0", "registry"],
    ["latest", "registry"],
    ["npm:other@1", "alias"],
    ["github:acme/x#abc", "git"],
    ["acme/x", "git"],
    ["git+https://code.example/x.git", "git"],
    ["git@code.example:acme/x.git", "git"],
    ["https://files.example/x.tgz", "url"],
    ["http://files.example/npm", "url"],
    ["file:../x", "file"],
    ["../x", "file"],
    ["workspace:*", "workspace"],
  ])("tells that %s leads to %s", (spec, place) => {
    expect(placeOf(spec)).toBe(place);
  });
});

describe("changedDependencies", () => {
  test("lists what is new, of whatever kind an installation brings", () => {
    const changed = changedDependencies(
      [
        { name: "a", spec: "^1", kind: "dependencies" },
        { name: "b", spec: "^1", kind: "optionalDependencies" },
        { name: "c", spec: "^1", kind: "devDependencies" },
      ],
      undefined,
      { dependencies: { a: "^0.9" } },
    );

    expect(changed.map(({ dependency }) => dependency.name)).toEqual(["b"]);
  });

  test("lists what leads elsewhere under its old name", () => {
    const changed = changedDependencies(
      [
        { name: "a", spec: "npm:other@1", kind: "dependencies" },
        { name: "b", spec: "github:acme/b", kind: "dependencies" },
      ],
      undefined,
      { dependencies: { a: "^1", b: "^1" } },
    );

    expect(changed.map(({ dependency, before }) => [dependency.name, before])).toEqual([
      ["a", "^1"],
      ["b", "^1"],
    ]);
  });

  test("counts what only the registry's manifest declares, since clients resolve by that", () => {
    const changed = changedDependencies([], { dependencies: { hidden: "1.0.0" } }, {});

    expect(changed.map(({ dependency }) => dependency.name)).toEqual(["hidden"]);
  });

  test("takes names of every object for names", () => {
    const changed = changedDependencies(
      [
        { name: "constructor", spec: "^1", kind: "dependencies" },
        { name: "__proto__", spec: "^1", kind: "dependencies" },
      ],
      undefined,
      {},
    );

    expect(changed.map(({ dependency }) => dependency.name)).toEqual(["constructor", "__proto__"]);
  });
});
