import { expect, test } from "vitest";

import { subjectOf } from "../../test/sample.ts";
import { detect } from "../index.ts";
import { isConfusionVersion } from "../release-change.ts";
import { confusionVersion } from "./index.ts";

function strengthOf(version: string, earlier: readonly string[] | undefined): string | undefined {
  const versions = [...(earlier ?? []), version];
  const packument = {
    name: "sample",
    time: Object.fromEntries([
      ["created", "2026-01-01T00:00:00Z"],
      ...versions.map((each, day) => [each, `2026-01-0${String(day + 1)}T00:00:00Z`] as const),
    ]),
    versions: Object.fromEntries(versions.map((each) => [each, { version: each }])),
  };
  const subject = subjectOf({
    "package.json": JSON.stringify({ name: "sample", version }),
    ...(earlier && { "registry/packument.json": JSON.stringify(packument) }),
  });
  return detect(subject, [confusionVersion]).findings[0]?.strength;
}

test.each([
  ["99.0.0", true],
  ["999.9.9", true],
  ["99.99.99-beta.1", true],
  ["9.9.10", true],
  ["100.100.100", true],
  ["9.9.1", false],
  ["98.0.0", false],
  ["2026.1.0", false],
  ["1.99.99", false],
])("isConfusionVersion of %s is %s", (version, expected) => {
  expect(isConfusionVersion(version)).toBe(expected);
});

test("confusionVersion holds a package without a past, and one whose past is of the same kind", () => {
  expect(strengthOf("99.9.9", [])).toBe("strong");
  expect(strengthOf("99.9.10", ["99.9.9"])).toBe("strong");
});

test("confusionVersion only supports where a package jumps, or nothing is known of it", () => {
  expect(strengthOf("99.9.9", ["1.0.0"])).toBe("supporting");
  expect(strengthOf("99.9.9", undefined)).toBe("supporting");
});

test("confusionVersion leaves a package alone that has counted up to it", () => {
  expect(strengthOf("99.0.0", ["97.0.0", "98.0.0"])).toBeUndefined();
});

test("confusionVersion supports a leap that no counting explains, but not a change to years", () => {
  expect(strengthOf("50.0.0", ["1.2.3"])).toBe("supporting");
  expect(strengthOf("15.0.0", ["0.14.0"])).toBeUndefined();
  expect(strengthOf("2026.1.0", ["1.2.3"])).toBeUndefined();
});
