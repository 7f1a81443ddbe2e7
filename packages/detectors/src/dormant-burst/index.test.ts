import { expect, test } from "vitest";

import { subjectOf } from "../../test/sample.ts";
import { detect } from "../index.ts";
import { dormantBurst } from "./index.ts";

/** The strength of what is said of the last of these versions, each written as `version time`. */
function strengthOf(...rows: readonly string[]): string | undefined {
  return strengthBy({}, ...rows);
}

/** The same with publishers by version; all others are by mia. */
function strengthBy(
  publishers: Readonly<Record<string, string>>,
  ...rows: readonly string[]
): string | undefined {
  const times = rows.map((row) => row.split(" ") as [string, string]); // as: the rows of these tests have two words
  const last = times.at(-1)?.[0] ?? "";
  const subject = subjectOf({
    "package.json": JSON.stringify({ name: "sample", version: last }),
    "registry/packument.json": JSON.stringify({
      name: "sample",
      time: { created: "2018-01-01T00:00:00Z", ...Object.fromEntries(times) },
      versions: Object.fromEntries(
        times.map(([version]) => [version, { version, _npmUser: { name: publishers[version] ?? "mia" } }]),
      ),
    }),
  });
  return detect(subject, [dormantBurst]).findings[0]?.strength;
}

const woken = ["9.1.0 2022-01-01", "12.0.0 2024-08-01", "9.1.1 2026-05-14", "12.0.1 2026-05-14"];

test("dormantBurst holds old lines that wake up together under somebody who never published", () => {
  expect(strengthBy({ "9.1.1": "noa", "12.0.1": "noa" }, ...woken)).toBe("strong");
});

test("dormantBurst only supports old lines that their maintainer mends together", () => {
  expect(strengthOf(...woken)).toBe("supporting");
});

test("dormantBurst holds a line that does not begin at its beginning", () => {
  expect(strengthOf("1.2.8 2018-05-28", "1.2.9 2021-11-04", "2.3.9 2021-11-04")).toBe("strong");
  expect(strengthOf("3.3.0 2018-12-14", "3.3.1 2025-07-19", "5.0.0 2025-07-19")).toBe("strong");
});

test("dormantBurst only supports a new major that comes with the last of the old one", () => {
  expect(strengthOf("0.2.2 2018-12-14", "0.2.3 2021-07-19", "1.0.0 2021-07-19")).toBe("supporting");
});

test("dormantBurst only supports what wakes up after half a year", () => {
  expect(strengthOf("1.0.0 2020-01-01", "2.0.0 2025-01-01", "1.0.1 2025-08-01", "2.0.1 2025-08-01")).toBe(
    "supporting",
  );
});

test("dormantBurst says nothing of silence alone, and of a burst alone", () => {
  expect(strengthOf("1.0.0 2020-01-01", "1.0.1 2025-08-01")).toBeUndefined();
  expect(
    strengthOf("1.0.0 2025-07-01", "2.0.0 2025-07-02", "1.0.1 2025-08-01", "2.0.1 2025-08-01"),
  ).toBeUndefined();
});
