import { describe, expect, test } from "vitest";

import { graphOf, manifestsOf } from "../test/show-graph.ts";
import { LockfileError } from "./errors.ts";
import { findGraphGaps } from "./graph-gaps.ts";
import type { LockfileKind } from "./locked-package.ts";
import { parseDependencyGraph } from "./parse-graph.ts";

const hash = "sha512-AA==";
const pnpm = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.0.0

packages:

  a@1.0.0:
    resolution: {integrity: ${hash}}

  b@2.0.0:
    resolution: {integrity: ${hash}}

snapshots:

  a@1.0.0:
    dependencies:
      b: 2.0.0

  b@2.0.0: {}
`;
const yarn = `# yarn lockfile v1


a@^1.0.0:
  version "1.0.0"
  integrity ${hash}
  dependencies:
    b "^2.0.0"

b@^2.0.0:
  version "2.0.0"
  integrity ${hash}
`;
const berry = `__metadata:
  version: 8
  cacheKey: 10c0

"a@npm:^1.0.0":
  version: 1.0.0
  resolution: "a@npm:1.0.0"
  dependencies:
    b: "npm:^2.0.0"
  languageName: node
  linkType: hard

"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
  dependencies:
    a: "npm:^1.0.0"
  languageName: unknown
  linkType: soft

"b@npm:^2.0.0":
  version: 2.0.0
  resolution: "b@npm:2.0.0"
  languageName: node
  linkType: hard
`;

const texts: readonly (readonly [LockfileKind, string])[] = [
  ["pnpm", pnpm],
  ["yarn-classic", yarn],
  ["yarn-berry", berry],
];
const manifests = manifestsOf({ ".": { name: "app", dependencies: { a: "^1.0.0" } } });

/** Whether somebody would notice that something is missing: an error, a gap, or something asked for that is not there. */
function isNoticed(kind: LockfileKind, text: string, hasManifest: boolean): boolean {
  try {
    const graph = parseDependencyGraph(kind, new TextEncoder().encode(text), {
      manifests: hasManifest ? manifests : [],
    });
    const asked = graph.roots.flatMap(({ dependencies }) => dependencies);
    // A scan compares what the manifest asks for with what the lockfile says that it does.
    const isAhead = hasManifest && asked.every(({ name }) => name !== "a");
    return isAhead || findGraphGaps(graph).length > 0 || asked.some(({ to }) => to === undefined);
  } catch (error) {
    expect(error).toBeInstanceOf(LockfileError);
    return true;
  }
}

/** Where a file has told who asks for what; before it, the manifest alone knows. */
const firstAsked = /^ {8}version: 1\.0\.0|^b@\^2\.0\.0|^ {2}version: 8/;

describe("findGraphGaps()", () => {
  test.each(texts)("findGraphGaps() has nothing against a whole lockfile of %s", (kind, text) => {
    expect(findGraphGaps(graphOf(kind, text))).toEqual([]);
    expect(isNoticed(kind, text, true)).toBe(false);
  });

  test.each(texts)(
    "findGraphGaps() notices a lockfile of %s that is cut at the end of any line, with its manifest and alone",
    (kind, text) => {
      const lines = text.trimEnd().split("\n");
      const isNeverTold = kind === "yarn-classic" ? /^ {2}(?:integrity|dependencies)/ : /^$/;
      const last = lines.findLastIndex((line) => /^\s*(?:version|b@2)/.test(line));
      const first = lines.findIndex((line) => firstAsked.test(line));
      const cuts = lines.flatMap((line, end) =>
        end > last || isNeverTold.test(line) ? [] : [{ end, cut: `${lines.slice(0, end).join("\n")}\n` }],
      );

      const unnoticed = cuts.filter(
        ({ end, cut }) => !isNoticed(kind, cut, true) || (end > first && !isNoticed(kind, cut, false)),
      );

      expect(unnoticed).toEqual([]);
    },
  );

  test("findGraphGaps() counts what has no version, names the first and its line, and knows old versions", () => {
    const text = `{
"lockfileVersion": 3, "packages": {
"node_modules/a": {"version": 5},
"node_modules/b": {"version": "newest"},
"node_modules/old": {"version": "1.0.0beta"},
"node_modules/git": {"resolved": "git+ssh://git@host.example/x.git#abc"},
"lib": {}}}`;

    expect(findGraphGaps(graphOf("npm", text))).toEqual([
      { reason: "no-version", count: 2, line: 3, example: "node_modules/a" },
    ]);
  });

  test("findGraphGaps() counts what the file itself asks for and does not have, not what a manifest is ahead with", () => {
    const text = `{"lockfileVersion": 3, "packages": {"": {"name": "app", "dependencies": {"gone": "1"}}}}`;
    const ahead = { ".": { name: "app", dependencies: { newcomer: "1" } } };

    const gaps = findGraphGaps(graphOf("npm", text));
    const ofYarn = findGraphGaps(graphOf("yarn-classic", yarn, ahead));

    expect(gaps).toEqual([{ reason: "missing", count: 1, line: undefined, example: "gone of app" }]);
    expect(ofYarn).toEqual([]);
  });

  test("findGraphGaps() lets clients leave out what is optional, forced or the project's own", () => {
    const text = `{"lockfileVersion": 3, "packages": {
"": {"dependencies": {"a": "1", "mine": "file:mine"}, "optionalDependencies": {"o": "1"}},
"node_modules/a": {"version": "1.0.0", "dependencies": {"forced": "1"}, "optionalDependencies": {"x": "1"},
"peerDependencies": {"p": "1"}}}}`;
    const forcing = { ".": { overrides: { forced: "-" } } };

    expect(findGraphGaps(graphOf("npm", text, forcing))).toEqual([]);
  });
});
