import { describe, expect, test } from "vitest";

import { createWorld, isWorldName, worldNames } from "./worlds.ts";

const start = Date.UTC(2026, 10, 17, 9);

describe("createWorld", () => {
  test("createWorld makes the same machine of the same words", () => {
    for (const name of worldNames) expect(createWorld(name, start)).toEqual(createWorld(name, start));
  });

  test("createWorld puts every secret of a laptop where thieves look, in a file or a variable", () => {
    for (const name of ["linux-laptop", "darwin-laptop", "win32-laptop"] as const) {
      const { files, environment, honey } = createWorld(name, start);
      const told = [...files.values(), ...Object.values(environment)].join("\n");
      const absent = [...honey].filter(
        ([kind, value]) => !/download|ci-token/.test(kind) && !told.includes(value),
      );

      expect(absent.map(([kind]) => kind)).toEqual([]);
    }
  });

  test("createWorld gives each world secrets of its own", () => {
    const values = worldNames.flatMap((name) => [...createWorld(name, start).honey.values()]);

    expect(new Set(values).size).toBe(values.length);
  });

  test("createWorld leaves nothing to steal in a bare world", () => {
    const { honey, environment, files, hasTargets } = createWorld("linux-bare", start);

    expect([...honey.keys()]).toEqual(["download"]);
    expect(Object.keys(environment).filter((name) => /TOKEN|KEY|SECRET/.test(name))).toEqual([]);
    expect([...files.keys()].filter((place) => /\.ssh|\.aws|wallet/.test(place))).toEqual([]);
    expect(hasTargets).toBe(false);
  });

  test("createWorld writes places in the manner of the platform", () => {
    const { files, home, project } = createWorld("win32-laptop", start);

    expect([...files.keys()].filter((place) => !place.startsWith("C:\\") || place.includes("/"))).toEqual([]);
    expect(project.startsWith(home)).toBe(true);
  });

  test("createWorld tells continuous integration by its variables alone", () => {
    expect(createWorld("linux-ci", start).environment).toMatchObject({ CI: "true", GITHUB_ACTIONS: "true" });
    expect(createWorld("linux-laptop", start).environment["CI"]).toBeUndefined();
  });

  test("createWorld uses the registry that it is told", () => {
    const { files, project } = createWorld("linux-laptop", start, "https://packages.example/npm/");

    expect(files.get(`${project}/.npmrc`)).toContain("registry=https://packages.example/npm/\n");
  });

  test("isWorldName knows the worlds there are and no member of objects", () => {
    expect(worldNames.every((name) => isWorldName(name))).toBe(true);
    expect(isWorldName("constructor")).toBe(false);
  });
});
