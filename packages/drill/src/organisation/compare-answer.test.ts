import { describe, expect, test } from "vitest";

import { compareAnswer } from "./compare-answer.ts";
import type { AnsweredRow } from "./compare-answer.ts";
import type { PlantedGrade, PlantedTruth } from "./organisation.ts";

function row(id: string, grade: PlantedGrade, ref = "x"): AnsweredRow {
  return { where: { kind: "host", id }, what: "axios@1.14.1", grade, evidence: [{ ref }], unreadable: [] };
}

function truth(place: string, ...grades: readonly PlantedGrade[]): PlantedTruth {
  return { place, scenario: "a scenario", grades };
}

describe("compareAnswer", () => {
  test.each<[string, readonly PlantedGrade[], readonly AnsweredRow[], string]>([
    ["the grade that was wanted", ["fetched"], [row("/o/host-1/home", "fetched")], "right"],
    ["another grade that is right too", ["fetched", "locked"], [row("host-1", "locked")], "right"],
    ["nothing", ["fetched"], [], "missed"],
    ["that it could not tell", ["locked"], [row("host-1", "unreadable")], "missed"],
    ["clean of what cannot be read", ["unreadable"], [row("host-1", "none")], "shown as clean"],
    ["a suspicion of the clean", ["none"], [row("host-1", "could-have-resolved")], "false alarm"],
    ["a certainty of the clean", ["none"], [row("host-1", "fetched")], "false confirmed"],
    ["more than there is", ["locked"], [row("host-1", "executed")], "graded too high"],
    ["less than there is", ["executed"], [row("host-1", "locked")], "graded too low"],
    [
      "the worst of several rows",
      ["fetched"],
      [row("host-1", "none"), row("a", "fetched", "/host-1/x")],
      "right",
    ],
  ])("an answer that says %s", (_what, grades, rows, verdict) => {
    const { truths } = compareAnswer([truth("host-1", ...grades)], rows);

    expect(truths.map((each) => each.verdict)).toEqual([verdict]);
  });

  test("does not take a place for another one that begins alike", () => {
    const { truths, strangers } = compareAnswer([truth("host-1", "none")], [row("host-12", "fetched")]);

    expect(truths.map((each) => each.verdict)).toEqual(["right"]);
    expect(strangers.map(({ where }) => where.id)).toEqual(["host-12"]);
  });
});
