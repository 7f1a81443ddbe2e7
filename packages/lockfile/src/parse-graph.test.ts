import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { graphOf, manifestsOf } from "../test/show-graph.ts";
import { listPaths } from "./dependency-paths.ts";
import { LockfileError } from "./errors.ts";
import { lockfileLimits } from "./locked-package.ts";
import type { LockfileKind } from "./locked-package.ts";
import { parseDependencyGraph } from "./parse-graph.ts";

const kinds: readonly LockfileKind[] = ["npm", "pnpm", "yarn-classic", "yarn-berry", "bun"];
const manifests = manifestsOf({
  ".": {
    name: "app",
    workspaces: ["lib"],
    dependencies: { a: "^1" },
    resolutions: { "a/b": "1" },
    overrides: { b: { c: "1" } },
  },
  lib: { name: "lib", version: "1.0.0", dependencies: { a: "^1" } },
});

const starts: Readonly<Record<LockfileKind, string>> = {
  npm: '{"lockfileVersion":3,"packages":{"":{"dependencies":{"a":"^1"}},"node_modules/a":{"version":"1.0.0","dependencies":{"b":"1"}},"node_modules/a/node_modules/b":{"link":true,"resolved":"lib"},"lib":{"peerDependencies":{"a":"*"}}}}',
  pnpm: "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a: {specifier: ^1, version: 1.0.0(b@1.0.0)}\npackages:\n  a@1.0.0:\n    resolution: {integrity: sha512-AA==}\n    peerDependencies: {b: '*'}\nsnapshots:\n  a@1.0.0(b@1.0.0):\n    dependencies: {b: link:lib}\n",
  "yarn-classic":
    '"a@^1", "b@npm:c@1":\n  version "1.0.0"\n  dependencies:\n    a "^1"\n  optionalDependencies:\n    z "1"\n',
  "yarn-berry":
    '__metadata:\n  version: 8\n"a@npm:^1":\n  version: 1.0.0\n  resolution: "a@patch:a@npm%3A1#x"\n  dependencies:\n    a: "npm:^1"\n  peerDependencies:\n    b: "*"\n"app@workspace:.":\n  version: 0\n  resolution: "app@workspace:."\n  dependencies: {a: "npm:^1"}\n',
  bun: '{"lockfileVersion":1,"workspaces":{"":{"dependencies":{"a":"^1"}}},"packages":{"a":["a@1.0.0","",{"dependencies":{"b":"1"}},"sha512-AA=="],"a/b":["b@workspace:lib"],}}',
};

/** Reads without error and with edges that lead somewhere, or fails as a lockfile may. */
function readOrRefuse(kind: LockfileKind, bytes: Uint8Array): void {
  try {
    const graph = parseDependencyGraph(kind, bytes, { manifests });
    const pathTo = listPaths(graph);
    for (const { to } of [...graph.roots, ...graph.packages].flatMap(({ dependencies }) => dependencies)) {
      expect(to === undefined || to < graph.packages.length).toBe(true);
    }
    for (const index of graph.packages.keys()) expect(pathTo(index)?.packages.at(-1) ?? index).toBe(index);
  } catch (error) {
    expect(error).toBeInstanceOf(LockfileError);
  }
}

describe("parseDependencyGraph()", () => {
  test.each(kinds)("parseDependencyGraph() answers or refuses any bytes as %s", (kind) => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => readOrRefuse(kind, bytes)));
  });

  test.each(kinds)("parseDependencyGraph() answers or refuses any damage as %s", (kind) => {
    const good = starts[kind];
    const pieces = [
      "{",
      "[",
      '"',
      "\n",
      "  ",
      ": ",
      "&a ",
      "*a",
      "__proto__",
      "%",
      "@",
      "/",
      "(",
      ")",
      "..",
      "link:",
      "npm:",
    ];
    const text = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom(...pieces));
    const damage = fc.record({ at: fc.nat(good.length), removed: fc.nat(12), text });

    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
        const damaged = damages.reduce(
          (all, { at, removed, text: added }) => all.slice(0, at) + added + all.slice(at + removed),
          good,
        );
        readOrRefuse(kind, new TextEncoder().encode(damaged));
      }),
      { numRuns: 250 },
    );
  });

  test.each(kinds)(
    "parseDependencyGraph() reads the same with a byte order mark and other ends of lines, as %s",
    (kind) => {
      const plain = parseDependencyGraph(kind, new TextEncoder().encode(starts[kind]), { manifests });
      const other = new TextEncoder().encode(`\uFEFF${starts[kind].replaceAll("\n", "\r\n")}`);

      expect(parseDependencyGraph(kind, other, { manifests })).toEqual(plain);
    },
  );

  test.each(kinds)("parseDependencyGraph() holds to the bounds, as %s", (kind) => {
    const bytes = new TextEncoder().encode(starts[kind]);

    expect(() => parseDependencyGraph(kind, bytes, { limits: { ...lockfileLimits, maxEntries: 0 } })).toThrow(
      "more than 0 entries",
    );
    expect(() => parseDependencyGraph(kind, bytes, { limits: { ...lockfileLimits, maxBytes: 10 } })).toThrow(
      "more than 10 bytes",
    );
  });

  test("parseDependencyGraph() reads a circle of 200,000 packages, and finds the way through it", () => {
    const count = 200_000;
    const entries = Array.from(
      { length: count },
      (_, index) =>
        `"node_modules/p${String(index)}":{"version":"1.0.0","dependencies":{"p${String((index + 1) % count)}":"1"}}`,
    );
    const text = `{"lockfileVersion":3,"packages":{"":{"devDependencies":{"p0":"1"}},${entries.join(",")}}}`;

    const graph = graphOf("npm", text);

    expect(graph.packages).toHaveLength(count);
    expect(graph.packages.every(({ isDevelopment }) => isDevelopment)).toBe(true);
    expect(listPaths(graph)(count - 1)?.packages).toHaveLength(count);
  });

  test("parseDependencyGraph() bounds the dependencies that aliases of YAML multiply", () => {
    const many = Array.from({ length: 2_000 }, (_, index) => `d${String(index)}: 1.0.0`).join(", ");
    const entries = Array.from({ length: 200 }, (_, index) => `  p@1.0.${String(index)}: *e`).join("\n");
    const text = `lockfileVersion: '6.0'\nbase: &e {resolution: {}, dependencies: {${many}}}\npackages:\n${entries}\n`;

    const read = (): unknown =>
      parseDependencyGraph("pnpm", new TextEncoder().encode(text), {
        limits: { ...lockfileLimits, maxEntries: 1_000 },
      });

    expect(read).toThrow("more than 10000 dependencies");
  });

  test("parseDependencyGraph() says in which line a merge conflict begins", () => {
    const text = "lockfileVersion: '9.0'\n<<<<<<< HEAD\npackages: {}\n=======\n>>>>>>> other\n";

    expect(() => graphOf("pnpm", text)).toThrow("line 2: it holds the marks of a merge conflict");
  });

  test("parseDependencyGraph() takes names of object members for ordinary names", () => {
    const text =
      '{"lockfileVersion":3,"packages":{"":{"dependencies":{"__proto__":"1","constructor":"1"}},"node_modules/__proto__":{"version":"1.0.0"},"node_modules/constructor":{"version":"2.0.0"}}}';

    expect(graphOf("npm", text).roots[0]?.dependencies.map(({ to }) => to)).toEqual([0, 1]);
  });
});

describe("listPaths()", () => {
  test("listPaths() gives the shortest way, over production before development", () => {
    const packages = {
      "": { dependencies: { a: "1" }, devDependencies: { c: "1" } },
      "node_modules/a": { version: "1.0.0", dependencies: { b: "1" } },
      "node_modules/b": { version: "1.0.0", dependencies: { c: "1" } },
      "node_modules/c": { version: "1.0.0", dependencies: { d: "1" } },
      "node_modules/d": { version: "1.0.0" },
      "node_modules/nobody": { version: "1.0.0" },
    };
    const graph = graphOf("npm", JSON.stringify({ lockfileVersion: 3, packages }));

    const pathTo = listPaths(graph);

    expect(pathTo(3)).toEqual({ root: graph.roots[0], packages: [0, 1, 2, 3], names: ["a", "b", "c", "d"] });
    expect([pathTo(4), pathTo(99)]).toEqual([undefined, undefined]);
  });
});

describe("a file that was cut inside of its last entry", () => {
  const hash = `sha512-${"A".repeat(86)}==`;
  const classic = ["a", "b"]
    .map(
      (name) =>
        `${name}@^1.0.0:\n  version "1.0.0"\n  resolved "https://registry.example/${name}/-/${name}-1.0.0.tgz"\n  integrity ${hash}\n`,
    )
    .join("\n");
  const entries = ["a", "b"].map(
    (name) =>
      `"${name}@npm:^1.0.0":\n  version: 1.0.0\n  resolution: "${name}@npm:1.0.0"\n  checksum: 10c0/${"0".repeat(128)}\n  languageName: node\n  linkType: hard\n`,
  );
  const berry = `__metadata:\n  version: 8\n  cacheKey: 10c0\n\n${entries.join("\n")}`;

  test("is refused as yarn-classic wherever its hash is short", () => {
    const withoutEnd = classic.slice(0, -1);

    expect(parseDependencyGraph("yarn-classic", Buffer.from(withoutEnd)).packages).toHaveLength(2);
    for (let cut = 1; cut < 80; cut += 1)
      expect(() => parseDependencyGraph("yarn-classic", Buffer.from(withoutEnd.slice(0, -cut)))).toThrow(
        "the hash of its last entry is cut",
      );
  });

  test("is refused as yarn-berry wherever it does not say how it is linked", () => {
    const withoutEnd = berry.slice(0, -1);
    const start = berry.lastIndexOf('"b@npm:^1.0.0":');

    expect(parseDependencyGraph("yarn-berry", Buffer.from(withoutEnd)).packages).toHaveLength(2);
    for (let end = start + 1; end < withoutEnd.length; end += 1)
      expect(() => parseDependencyGraph("yarn-berry", Buffer.from(withoutEnd.slice(0, end)))).toThrow(
        "Cannot read the lockfile",
      );
  });
});
