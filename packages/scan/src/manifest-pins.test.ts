import { describe, expect, test } from "vitest";

import { graphsOfPins } from "./manifest-pins.ts";
import { parseProjectManifest } from "./project-manifest.ts";

describe("graphsOfPins()", () => {
  test("graphsOfPins() takes what is named exactly, also under an alias, with its line and group", () => {
    const text = `{
"name": "app", "private": true,
"dependencies": { "a": "1.2.3",
"b": "^1.0.0", "c": "npm:@s/real@=2.0.0-rc.1", "g": "github:x/y#v1.0.0" },
"devDependencies": { "d": "v4.0.0" }, "peerDependencies": { "p": "1.0.0" }
}`;

    const [pinned, ...others] = graphsOfPins([parseProjectManifest("package.json", text)]);

    expect(others).toEqual([]);
    expect(pinned).toMatchObject({ file: "package.json", graph: { source: "manifest" } });
    expect(
      pinned?.graph.packages.map(({ name, version, line, isDevelopment }) => [
        name,
        version,
        line,
        isDevelopment,
      ]),
    ).toEqual([
      ["a", "1.2.3", 3, false],
      ["@s/real", "2.0.0-rc.1", 4, false],
      ["d", "4.0.0", 5, true],
    ]);
    expect(pinned?.graph.roots[0]?.dependencies.map(({ name, to }) => [name, to])).toEqual([
      ["a", 0],
      ["c", 1],
      ["d", 2],
    ]);
  });

  test("graphsOfPins() leaves out what a published package was developed with", () => {
    const text = '{"name": "lib", "dependencies": {"a": "1.0.0"}, "devDependencies": {"d": "2.0.0"}}';

    const [pinned] = graphsOfPins([parseProjectManifest("package.json", text)]);

    expect(pinned?.graph.packages.map(({ name }) => name)).toEqual(["a"]);
  });

  test("graphsOfPins() has nothing of a manifest that names nothing exactly", () => {
    const manifest = parseProjectManifest(
      "package.json",
      '{"dependencies": {"a": "*", "b": "latest", "c": ""}}',
    );

    expect(graphsOfPins([manifest])).toEqual([]);
  });
});
