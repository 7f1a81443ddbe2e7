import { describe, expect, test } from "vitest";

import { historyOf, releaseOf, type Way } from "../test/packument.ts";
import { findTrustDowngrade, type TrustDowngrade } from "./index.ts";

/** Releases a week apart by default, written as `version way`. */
function downgradeOf(version: string, rows: readonly string[], daysApart = 7): TrustDowngrade | undefined {
  const history = historyOf(
    rows.map((row, index) => {
      const [name = "", way] = row.split(" ");
      const at = new Date(Date.UTC(2026, 0, 1 + index * daysApart)).toISOString();
      // as: the rows of these tests name ways
      return { version: name, at, way: way as Way };
    }),
  );
  return findTrustDowngrade(history, releaseOf(history, version));
}

describe("findTrustDowngrade", () => {
  test("sees a release without evidence after three with it", () => {
    const rows = ["1.0.0 machine", "1.0.1 machine", "1.0.2 machine", "1.0.3 hand"];

    expect(downgradeOf("1.0.3", rows)).toEqual({
      from: "trusted-publisher",
      to: "none",
      baseline: ["1.0.0", "1.0.1", "1.0.2"],
      isSameLine: true,
    });
  });

  test("measures by the weakest of the three", () => {
    const rows = ["1.0.0 machine", "1.0.1 provenance", "1.0.2 machine", "1.0.3 hand", "1.0.4 provenance"];

    expect(downgradeOf("1.0.3", rows)?.from).toBe("provenance");
    expect(downgradeOf("1.0.4", rows)).toBeUndefined();
  });

  test("says nothing while the habit is younger than three releases", () => {
    expect(
      downgradeOf("1.0.3", ["1.0.0 hand", "1.0.1 machine", "1.0.2 machine", "1.0.3 hand"]),
    ).toBeUndefined();
  });

  test("leaves a line alone that was always published by hand", () => {
    const rows = [
      "0.30.0 hand",
      "0.30.1 hand",
      "0.30.2 hand",
      "1.0.0 machine",
      "1.0.1 machine",
      "1.0.2 machine",
    ];

    expect(downgradeOf("0.30.3", [...rows, "0.30.3 hand"])).toBeUndefined();
  });

  test("measures the first of a new line by the line below it", () => {
    const rows = ["1.0.0 machine", "1.0.1 machine", "1.0.2 machine", "2.0.0 hand"];

    expect(downgradeOf("2.0.0", rows)).toMatchObject({ to: "none", isSameLine: false });
  });

  test("does not let a downgrade lower the bar for those after it", () => {
    const rows = ["1.0.0 machine", "1.0.1 machine", "1.0.2 machine", "1.0.3 hand", "1.0.4 hand"];

    expect(downgradeOf("1.0.4", rows, 1)).toMatchObject({ baseline: ["1.0.0", "1.0.1", "1.0.2"] });
  });

  test("accepts a downgrade that has stood for thirty days as the new habit", () => {
    const rows = ["1.0.0 machine", "1.0.1 machine", "1.0.2 machine", "1.0.3 hand", "1.0.4 hand"];

    expect(downgradeOf("1.0.4", rows, 31)).toBeUndefined();
  });

  test("ranks a machine's publishing without provenance above nothing", () => {
    const rows = ["1.0.0 oidc", "1.0.1 oidc", "1.0.2 oidc", "1.0.3 hand"];

    expect(downgradeOf("1.0.3", rows)).toMatchObject({ from: "oidc", to: "none" });
  });

  test("says nothing where the registry names neither publishers nor attestations", () => {
    const history = historyOf(
      ["1.0.0", "1.0.1", "1.0.2", "1.0.3"].map((version) => ({
        version,
        at: undefined,
        manifest: { _npmUser: undefined, dist: {} },
      })),
    );

    expect(findTrustDowngrade(history, releaseOf(history, "1.0.3"))).toBeUndefined();
  });
});
