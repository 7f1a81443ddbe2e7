import { describe, expect, test } from "vitest";

import { publish } from "../../test/repair-kit.ts";
import type { ChoiceGoal } from "./choose-version.ts";
import { allowsAll, chooseVersion, stepOf } from "./choose-version.ts";
import type { Candidate } from "./published-package.ts";

function candidates(marks: Readonly<Record<string, Partial<Candidate>>>): readonly Candidate[] {
  const versions = Object.keys(marks);
  const { history } = publish("lib", Object.fromEntries(versions.map((version) => [version, {}])));
  return history.releases.map((release) => ({
    version: release.version,
    release,
    weight: 0,
    isDeprecated: false,
    isDowngrade: false,
    ...marks[release.version],
  }));
}

interface Row {
  readonly title: string;
  readonly goal: ChoiceGoal;
  readonly from: string;
  readonly ranges: readonly string[];
  readonly marks: Readonly<Record<string, Partial<Candidate>>>;
  readonly expected: string | undefined;
}

const rows: readonly Row[] = [
  {
    title: "away: the release before, inside the range",
    goal: "away",
    from: "1.2.1",
    ranges: ["^1.0.0"],
    marks: { "1.1.0": {}, "1.2.0": {}, "1.3.0": {}, "2.0.0": {} },
    expected: "1.2.0",
  },
  {
    title: "away: the next one where the range allows none before",
    goal: "away",
    from: "1.2.1",
    ranges: ["^1.2.1"],
    marks: { "1.2.0": {}, "1.3.0": {}, "1.4.0": {} },
    expected: "1.3.0",
  },
  {
    title: "away: one without vulnerabilities before a nearer one with some",
    goal: "away",
    from: "1.2.1",
    ranges: ["^1.0.0"],
    marks: { "1.1.0": {}, "1.2.0": { weight: 10 } },
    expected: "1.1.0",
  },
  {
    title: "away: one that is not deprecated before a nearer one that is",
    goal: "away",
    from: "1.2.1",
    ranges: ["^1.0.0"],
    marks: { "1.1.0": {}, "1.2.0": { isDeprecated: true } },
    expected: "1.1.0",
  },
  {
    title: "fix: the nearest above, not the newest",
    goal: "fix",
    from: "1.0.0",
    ranges: ["^1.0.0"],
    marks: { "0.9.0": {}, "1.0.1": { weight: 10 }, "1.0.2": {}, "1.9.0": {} },
    expected: "1.0.2",
  },
  {
    title: "fix: outside the range where nothing inside is clean",
    goal: "fix",
    from: "1.0.0",
    ranges: ["^1.0.0"],
    marks: { "1.1.0": { weight: 10 }, "2.0.0": {} },
    expected: "2.0.0",
  },
  {
    title: "fix: none where everything above is as bad",
    goal: "fix",
    from: "1.0.0",
    ranges: ["^1.0.0"],
    marks: { "1.1.0": { weight: 100 } },
    expected: undefined,
  },
  {
    title: "newer: the highest inside the range, and no prerelease",
    goal: "newer",
    from: "1.0.0",
    ranges: ["^1.0.0"],
    marks: { "1.1.0": {}, "1.2.0": {}, "1.3.0-beta.1": {}, "2.0.0": {} },
    expected: "1.2.0",
  },
  {
    title: "newer: nothing outside the range",
    goal: "newer",
    from: "1.2.0",
    ranges: ["~1.2.0"],
    marks: { "1.2.0": {}, "1.3.0": {} },
    expected: undefined,
  },
];

describe("chooseVersion", () => {
  test.each(rows)("takes $title", ({ goal, from, ranges, marks, expected }) => {
    const choice = chooseVersion(candidates(marks), { goal, from, ranges, weight: 100 });

    expect(choice?.version).toBe(expected);
  });

  test("takes what is outside a range when it is asked to", () => {
    const choice = chooseVersion(candidates({ "1.3.0": {}, "2.0.0": {} }), {
      goal: "newer",
      from: "1.2.0",
      ranges: ["^1.2.0"],
      weight: 0,
      isBeyondRanges: true,
    });

    expect(choice).toEqual({
      version: "2.0.0",
      isInRange: false,
      isVulnerable: false,
      weight: 0,
      isWarned: false,
    });
  });
});

describe("allowsAll", () => {
  test.each([
    ["^1.0.0", true],
    ["npm:other@^1.0.0", true],
    ["npm:^1.0.0", true],
    ["workspace:*", false],
    ["git+https://code.example/x.git", false],
    ["latest", false],
    ["~2", false],
  ])("says of %s that it is %s", (range, expected) => {
    expect(allowsAll([range], "1.5.0")).toBe(expected);
  });
});

describe("stepOf", () => {
  test.each([
    ["1.2.3", "1.2.4", "patch"],
    ["1.2.3", "1.3.0", "minor"],
    ["1.2.3", "2.0.0", "major"],
    ["0.2.3", "0.3.0", "major"],
    ["0.2.3", "0.2.4", "patch"],
    ["1.2.3", "1.2.0", "patch"],
  ])("calls %s to %s a %s step", (from, to, expected) => {
    expect(stepOf(from, to)).toBe(expected);
  });
});
