import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { addSuppressions } from "./add-suppressions.ts";
import { parseSuppressions } from "./suppression.ts";

const entry = {
  finding: "git-dependency",
  package: "lib@1.0.0",
  reason: "ours: on purpose",
  owner: "alice",
  expires: "2026-12-31",
};

const page = {
  finding: "no-cooldown",
  file: "app/.npmrc",
  reason: entry.reason,
  owner: "alice",
  expires: "2026-12-31",
};

describe("addSuppressions()", () => {
  test("addSuppressions() makes a file of nothing", () => {
    const text = addSuppressions("", [entry, page], "s.yaml");

    expect(text).toBe(
      'version: 1\nsuppressions:\n  - finding: git-dependency\n    package: lib@1.0.0\n    reason: "ours: on purpose"\n    owner: alice\n    expires: 2026-12-31\n  - finding: no-cooldown\n    file: app/.npmrc\n    reason: "ours: on purpose"\n    owner: alice\n    expires: 2026-12-31\n',
    );
  });

  test("addSuppressions() keeps what is there with its remarks, and renews what is there already", () => {
    const before =
      "# ours\nversion: 1\nsuppressions:\n  - finding: git-dependency # on purpose\n    package: lib@1.0.0\n    reason: old\n    owner: bob\n    expires: 2026-01-01\n  - finding: install-script\n    package: other\n    reason: kept # why\n    owner: bob\n    expires: 2026-12-31\n";

    const text = addSuppressions(before, [entry], "s.yaml");

    expect(text).toContain("# ours\n");
    expect(text).toContain("reason: kept # why");
    expect(parseSuppressions(text, "s.yaml").entries.map(({ reason }) => reason)).toEqual([
      "kept",
      entry.reason,
    ]);
  });

  test("addSuppressions() keeps JSON JSON, and fills an empty list", () => {
    expect(JSON.parse(addSuppressions('{"version":1,"suppressions":[]}', [entry], "s.json"))).toEqual({
      version: 1,
      suppressions: [entry],
    });
    expect(
      parseSuppressions(addSuppressions("version: 1\nsuppressions: []\n", [entry], "s.yaml"), "s.yaml")
        .entries,
    ).toEqual([entry]);
  });

  test("addSuppressions() refuses a file that cannot be read, and a subject that is none", () => {
    expect(() => addSuppressions("version: 1\n", [entry], "s.yaml")).toThrow("suppressions is missing");
    expect(() => addSuppressions("", [{ ...entry, package: "*" }], "s.yaml")).toThrow("cannot be used");
  });

  test("addSuppressions() writes texts of any kind so that they are read back", () => {
    const text = fc
      .string({ minLength: 1, maxLength: 60 })
      .filter((each) => each.trim() === each && each !== "");
    fc.assert(
      fc.property(text, text, (reason, owner) => {
        const written = addSuppressions("", [{ ...entry, reason, owner }], "s.yaml");

        expect(parseSuppressions(written, "s.yaml").entries).toEqual([{ ...entry, reason, owner }]);
      }),
    );
  });
});
