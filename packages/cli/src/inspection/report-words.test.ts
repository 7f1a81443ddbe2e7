import type { Finding } from "@lockkeeper/core";
import type { Inspection } from "@lockkeeper/inspect";
import { createSuppressions } from "@lockkeeper/policy";
import { describe, expect, test } from "vitest";

import { blockedAxios, finding, inspection } from "../../test/fake-inspector.ts";
import { reportInspection } from "./inspection-report.ts";
import type { InspectionReport } from "./inspection-report.ts";
import { adviceOf, blindSpotsOf, contextOf, headlineOf, placeOf } from "./report-words.ts";

function report(parts: Partial<Inspection>): InspectionReport {
  const whole = inspection({ spec: "lib@2.0.0", verdict: "block", ...parts });
  return reportInspection(whole, { suppressions: createSuppressions([]), origin: undefined, now: 0 });
}

function sentencesOf(findings: readonly Finding[]): readonly string[] {
  const { sentence, also } = headlineOf(report({ findings }));
  return [sentence, ...also];
}

describe("headlineOf()", () => {
  test("headlineOf() names reasons of other families beside the first, each in one clause", () => {
    expect(
      sentencesOf([
        finding({ id: "a", message: "First." }),
        finding({ id: "b", message: "Of the same family." }),
        finding({ id: "c", family: "identity", message: "Who; and how." }),
        finding({ id: "d", family: "identity", message: "Where." }),
        finding({ id: "e", family: "trigger", message: "When." }),
        finding({ id: "f", family: "trigger", message: "Too much for one look." }),
      ]),
    ).toEqual(["First.", "Who.", "When.", "Where."]);
  });

  test("headlineOf() says once what two findings of one line have become", () => {
    const line = { location: { file: "package.json", line: 23, column: 5 }, after: "^4.2.1" };

    expect(
      sentencesOf([
        finding({ id: "a", family: "intel", message: "Known." }),
        finding({ id: "b", message: "New and unused.", ...line }),
        finding({ id: "c", message: "Held itself.", ...line }),
        finding({ id: "d", family: "identity", message: "Who." }),
        finding({ id: "e", family: "identity", message: "How." }),
      ]),
    ).toEqual(["Known.", "New and unused.", "Who.", "How."]);
  });

  test("headlineOf() takes supporting findings only where no weightier one is", () => {
    const weak = finding({ id: "c", family: "identity", strength: "supporting", message: "Weak." });

    expect(sentencesOf([finding({ id: "a", message: "First." }), weak])).toEqual(["First.", "Weak."]);
    expect(
      sentencesOf([
        finding({ id: "a", message: "First." }),
        finding({ id: "d", family: "trigger", message: "When." }),
        weak,
      ]),
    ).toEqual(["First.", "When."]);
  });
});

describe("adviceOf()", () => {
  const facts = blockedAxios.facts;

  test("adviceOf() recommends a release before that has stood, in a package with a history", () => {
    expect(adviceOf(report({ facts }))).toContain("take lib@1.14.0, the release before it");
  });

  test.each([
    ["a day old then", { ...facts, predecessor: { version: "1.14.0", publishedAt: "2026-03-30T06:00:00Z" } }],
    ["of an unknown age", { ...facts, predecessor: { version: "1.14.0", publishedAt: null } }],
    ["one of a few", { ...facts, releases: 2 }],
    ["not known", {}],
  ])("adviceOf() recommends no release that is %s", (_, other) => {
    expect(adviceOf(report({ facts: other }))).toBe(
      "Do not install it. Where it has run already, replace every secret that was within its reach.",
    );
  });

  test("adviceOf() calls a fault of our own what it is", () => {
    const error = { code: "INTERNAL", message: "x is undefined", hint: null };

    expect(adviceOf(report({ verdict: "unknown", error }))).toContain("fault in Lockkeeper itself");
  });
});

describe("blindSpotsOf()", () => {
  test("blindSpotsOf() takes together what has the same reason, and says each gap once", () => {
    const evidence = {
      registry: "unavailable: a file",
      predecessor: "unavailable: a file",
      signatures: "absent",
    };

    expect(blindSpotsOf(report({ facts: { evidence, gaps: ["One.", "One", "Two."] } }))).toEqual([
      "the release history, the release before (a file)",
      "One",
      "Two",
    ]);
  });
});

describe("contextOf()", () => {
  const world = (name: string): object => ({ name, ended: "rest", problem: null });

  test("contextOf() names what ran in the emulator, where, and how far a hook came", () => {
    const triggers = [
      {
        kind: "install",
        name: "postinstall",
        worlds: [world("linux-laptop"), world("win32-ci")],
        untried: [],
        coverage: 0.614,
      },
      { kind: "import", name: "index.js", worlds: [], untried: ["linux-laptop"], coverage: null },
    ];

    expect(contextOf(report({ facts: { emulated: { emulator: "e", triggers, durationMs: 5 } } }))).toBe(
      "Run in the emulator: postinstall on linux-laptop, win32-ci, 61 % of its statements; import of index.js in no world.",
    );
  });

  test.each([null, 1, { triggers: 1 }, { triggers: [1] }])(
    "contextOf() reads %j of another version without failing",
    (emulated) => {
      expect(() => contextOf(report({ facts: { emulated } }))).not.toThrow();
    },
  );
});

describe("placeOf()", () => {
  test("placeOf() leaves out the place in a file of which the whole is meant", () => {
    const at = (line: number, column: number): string | undefined =>
      placeOf({ ...finding({ id: "a", location: { file: "a.js", line, column } }), suppression: undefined });

    expect([at(1, 1), at(1, 9), at(3, 1)]).toEqual(["a.js", "a.js:1:9", "a.js:3:1"]);
  });
});
