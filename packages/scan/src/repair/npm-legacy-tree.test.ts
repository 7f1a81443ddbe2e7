import { parseDependencyGraph, parseProjectManifest } from "@lockkeeper/lockfile";
import { satisfies } from "semver";
import { describe, expect, test } from "vitest";

import { hashOf, publish, publishAll, registry } from "../../test/repair-kit.ts";
import { lockEditorOf } from "./lock-editor.ts";
import { setNpmIntegrity } from "./npm-lock-text.ts";
import type { GraphMoveOutcome } from "./graph-move.ts";

const entry = (name: string, version: string, rest: object = {}): object => ({
  version,
  resolved: `${registry}${name}/-/${name}-${version}.tgz`,
  integrity: hashOf(name, version),
  ...rest,
});

const textOf = (dependencies: object): string =>
  `${JSON.stringify({ name: "app", version: "1.0.0", lockfileVersion: 1, requires: true, dependencies }, undefined, 2)}\n`;

const before = textOf({
  gone: entry("gone", "1.0.0"),
  lib: entry("lib", "1.0.0", { requires: { gone: "^1.0.0", shared: "^2.0.0" } }),
  shared: entry("shared", "2.0.0", { dev: true }),
  source: { version: "git+https://code.example/source.git#0123", from: "source@main" },
});

const published = publishAll([
  publish("lib", {
    "1.0.0": { dependencies: { gone: "^1.0.0", shared: "^2.0.0" } },
    "1.1.0": {
      dependencies: { fresh: "^1.0.0", shared: "^1.0.0" },
      peerDependencies: { nobody: "*" },
    },
  }),
  publish("fresh", { "1.0.0": {} }),
  publish("shared", { "1.0.0": {}, "2.0.0": {} }),
]);

function move(text: string): GraphMoveOutcome | undefined {
  const manifest = parseProjectManifest(
    ".",
    Buffer.from(
      JSON.stringify({ name: "app", dependencies: { lib: "^1.0.0" }, devDependencies: { shared: "^2.0.0" } }),
    ),
  );
  const parse = (each: string): ReturnType<typeof parseDependencyGraph> =>
    parseDependencyGraph("npm", Buffer.from(each), { manifests: [manifest] });
  return lockEditorOf("npm")?.move(
    text,
    { name: "lib", from: "1.0.0", to: "1.1.0" },
    {
      graph: parse(text),
      published,
      pick: ({ history }, range) =>
        history.releases.findLast(({ version }) => satisfies(version, range))?.version,
      overrides: [],
      parse,
      checksums: new Map(),
    },
  );
}

describe("moveInLegacyTree", () => {
  test("changes version 1 of npm's lockfile, with what comes in, goes and stands in the way", () => {
    expect(move(before)).toEqual({
      kind: "edited",
      text: textOf({
        fresh: entry("fresh", "1.0.0"),
        lib: entry("lib", "1.1.0", {
          requires: { fresh: "^1.0.0", shared: "^1.0.0" },
          dependencies: { shared: entry("shared", "1.0.0") },
        }),
        shared: entry("shared", "2.0.0", { dev: true }),
        source: { version: "git+https://code.example/source.git#0123", from: "source@main" },
      }),
    });
  });

  test("sets a hash in both halves of version 2", () => {
    const both = JSON.stringify({
      lockfileVersion: 2,
      packages: { "": {}, "node_modules/lib": { version: "1.0.0" } },
      dependencies: { lib: { version: "1.0.0" } },
    });

    const text = setNpmIntegrity(both, "node_modules/lib", "sha512-AA==");

    expect(JSON.parse(text)).toMatchObject({
      packages: { "node_modules/lib": { integrity: "sha512-AA==" } },
      dependencies: { lib: { integrity: "sha512-AA==" } },
    });
  });
});
