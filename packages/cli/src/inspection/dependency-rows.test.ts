import type { Change, DeclaredDependency } from "@lockkeeper/facts";
import { describe, expect, test } from "vitest";

import { dependencyRows, newDependencies } from "./dependency-rows.ts";

type Kind = DeclaredDependency["kind"];

function change(
  name: string,
  specs: readonly [string | undefined, string | undefined],
  kind: Kind = "dependencies",
): Change<DeclaredDependency> {
  const [before, after] = specs.map((spec) => (spec === undefined ? undefined : { name, spec, kind }));
  return { key: name, before, after };
}

describe("dependencyRows()", () => {
  test("dependencyRows() shows what an install brings, and only counts what development does", () => {
    const rows = dependencyRows([
      change("a", [undefined, "^1.0.0"]),
      change("b", ["^1.0.0", undefined]),
      change("c", ["^1.0.0", "^2.0.0"], "peerDependencies"),
      change("d", ["^1.0.0", "^2.0.0"], "devDependencies"),
      change("e", [undefined, "^2.0.0"], "devDependencies"),
    ]);

    expect(rows).toEqual([
      { what: "a", before: undefined, after: "^1.0.0" },
      { what: "b", before: "^1.0.0", after: undefined },
      { what: "c", before: "^1.0.0 (peer)", after: "^2.0.0 (peer)" },
      { what: "for development", before: undefined, after: "2 changes" },
    ]);
  });

  test("dependencyRows() takes packages of a scope together that change alike", () => {
    const rows = dependencyRows([
      ...["linux", "darwin", "win32"].map((name) =>
        change(`@tool/${name}`, ["1.0.0", "1.1.0"], "optionalDependencies"),
      ),
      change("@tool/extra", ["1.0.0", "1.2.0"], "optionalDependencies"),
      ...["x", "y", "z"].map((name) => change(name, ["1.0.0", "1.1.0"])),
    ]);

    expect(rows.map(({ what }) => what)).toEqual(["@tool/* (3)", "@tool/extra", "x", "y", "z"]);
    expect(rows[0]).toMatchObject({ before: "1.0.0 (optional)", after: "1.1.0 (optional)" });
  });

  test("newDependencies() names what an install brings that it did not", () => {
    const changes = [
      change("a", [undefined, "1"]),
      change("b", ["1", "2"]),
      change("c", [undefined, "1"], "peerDependencies"),
      change("d", [undefined, "1"], "devDependencies"),
    ];

    expect(newDependencies(changes)).toEqual({ brought: ["a"], peers: ["c"] });
  });
});
