import { describe, expect, test } from "vitest";

import { at, axios, observe, question, shop, stated } from "../test/evidence.ts";
import { prepareQuestion } from "./answer-exposure.ts";
import { gradePlace } from "./grade-place.ts";
import type { GradedPlace } from "./grade-place.ts";
import type { Observation, UnreadableEvidence } from "./observation.ts";
import type { ExposureQuestion } from "./question.ts";

function grade(
  observations: readonly Observation[],
  {
    asked = question,
    unreadable = [],
  }: { asked?: ExposureQuestion; unreadable?: readonly UnreadableEvidence[] } = {},
): GradedPlace {
  return gradePlace({ where: shop, observations, unreadable }, prepareQuestion(asked));
}

const torn: UnreadableEvidence = {
  channel: "git-history",
  where: shop,
  ref: ".git",
  code: "SHALLOW",
  message: "its history is cut off",
};
const narrow: ExposureQuestion = { ...question, window: { since: at("01:00"), until: at("02:00") } };

describe("gradePlace", () => {
  test.each([
    ["executed", observe({ kind: "executed", since: stated("01:10") })],
    ["fetched", observe({ kind: "fetched", since: stated("01:10") })],
    ["fetched", observe({ kind: "present" })],
    ["locked", observe({ kind: "locked", since: stated("01:10"), until: stated("02:10") })],
    ["locked", observe({ kind: "locked" })],
    ["locked", observe({ kind: "resolved", since: stated("01:10") })],
    ["could-have-resolved", observe({ kind: "accepts", version: undefined })],
    ["none", observe({ kind: "refused", since: stated("01:10") })],
    ["none", observe({ kind: "clean", version: "1.14.0" })],
  ])("gradePlace answers %s for %o", (expected, observation) => {
    const { grade: found } = grade([observation]);

    expect(found).toBe(expected);
  });

  test("gradePlace counts bytes whenever they were taken, and says that a cache served what was removed", () => {
    const { rows } = grade([observe({ channel: "ledger", kind: "fetched", since: stated("09:10") })]);

    expect(rows[0]).toMatchObject({ grade: "fetched", what: "axios@1.14.1" });
    expect(rows[0]?.evidence[0]?.remark).toContain("after the registry had removed");
  });

  test("gradePlace counts a lock that ended before its window no further than that it could have resolved", () => {
    const late = observe({ since: stated("05:00"), until: stated("06:00") });

    const { grade: found } = grade([late]);

    expect(found).toBe("could-have-resolved");
  });

  test("gradePlace counts a lock that stands, and says when it came after the registry's removal", () => {
    const { rows } = grade([observe({ since: stated("2026-04-01T00:00:00Z") })]);

    expect(rows[0]?.grade).toBe("locked");
    expect(rows[0]?.evidence[0]?.remark).toContain("after the registry had removed");
  });

  test("gradePlace does not believe a lock that is older than the version, and says so", () => {
    const early = observe({ since: stated("2026-03-29T00:00:00Z"), until: stated("2026-03-30T00:00:00Z") });

    const { rows } = grade([early]);

    expect(rows[0]).toMatchObject({ grade: "locked", contradictions: [{ kind: "before-it-existed" }] });
  });

  test("gradePlace leaves room for zones where none is stated", () => {
    const zoneless = observe({
      kind: "fetched",
      since: { at: at("2026-03-30T20:00:00Z"), basis: "assumed-utc", toleranceMs: 0 },
    });

    const { rows } = grade([zoneless]);

    expect(rows[0]?.contradictions).toEqual([]);
    expect(rows[0]?.lowers.join(" ")).toContain("taken as UTC");
  });

  test("gradePlace leaves out what happened outside the person's own window, but never what still is so", () => {
    const outside = grade([observe({ kind: "fetched", since: stated("03:00") })], { asked: narrow });
    const standing = grade([observe({ kind: "locked", since: stated("03:00") })], { asked: narrow });

    expect(outside.grade).toBe("none");
    expect(outside.rows[0]?.evidence[0]?.remark).toContain("outside the window");
    expect(standing.grade).toBe("locked");
  });

  test("gradePlace shows that a log says otherwise than a lockfile that pins another version", () => {
    const { rows } = grade([
      observe({ kind: "locked", version: "1.14.0" }),
      observe({ channel: "ci-log", kind: "fetched", ref: "run.log:9", since: stated("01:10") }),
    ]);

    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ grade: "fetched", contradictions: [{ kind: "looked-clean" }] });
    expect(rows[0]?.contradictions[0]?.refs).toEqual(["run.log:9", "package-lock.json:12"]);
  });

  test("gradePlace shows that a version lies where the ledger says that it was refused", () => {
    const { rows } = grade([
      observe({ channel: "ledger", kind: "refused", ref: "ledger:7", since: stated("01:10") }),
      observe({ channel: "installed-tree", kind: "present", ref: "node_modules/axios" }),
    ]);

    expect(rows[0]).toMatchObject({ grade: "fetched", contradictions: [{ kind: "refused-yet-there" }] });
  });

  test("gradePlace takes another branch's history for no contradiction of a clean working tree", () => {
    const onBranch = observe({
      channel: "git-history",
      since: stated("01:40"),
      ref: "d71ba14c9f09:bun.lock",
    });
    const here = observe({ kind: "clean", version: "1.14.0", ref: "bun.lock:15" });

    const { rows } = grade([onBranch, here]);

    expect(rows[0]).toMatchObject({ grade: "locked", contradictions: [] });
  });

  test("gradePlace takes history that ended for no contradiction of a clean lockfile of today", () => {
    const { rows } = grade([
      observe({ kind: "clean", version: "1.14.0" }),
      observe({ channel: "git-history", ref: "ab12", since: stated("01:00"), until: stated("02:00") }),
    ]);

    expect(rows[0]).toMatchObject({ grade: "locked", contradictions: [] });
  });

  test("gradePlace takes a folder without a version for the only version that is asked about", () => {
    const { rows } = grade([observe({ kind: "present", version: undefined })]);

    expect(rows.map(({ what }) => what)).toEqual(["axios@1.14.1"]);
  });

  test("gradePlace keeps a folder without a version apart where several versions are asked about", () => {
    const asked = { ...question, targets: [{ ...axios, versions: ["1.14.1", "0.30.4"] }] };

    const { rows } = grade([observe({ kind: "present", version: undefined })], { asked });

    expect(rows.map(({ what }) => what)).toEqual(["axios"]);
  });

  test("gradePlace never shows as clean what could not be read", () => {
    const empty = grade([], { unreadable: [torn] });
    const cleared = grade([observe({ kind: "clean" })], { unreadable: [torn] });
    const hit = grade([observe({ kind: "fetched" })], { unreadable: [torn] });

    expect([empty.grade, cleared.grade, hit.grade]).toEqual(["unreadable", "unreadable", "fetched"]);
    expect([empty, cleared, hit].every(({ rows }) => rows[0]?.unreadable.includes(torn))).toBe(true);
    expect(hit.rows[0]?.raises.join(" ")).toContain("its history is cut off");
  });

  test("gradePlace dates a row from the earliest to the latest evidence of its grade", () => {
    const { rows } = grade([
      observe({ kind: "fetched", ref: "b", since: stated("02:00") }),
      observe({ kind: "fetched", ref: "a", since: stated("01:00") }),
      observe({ kind: "locked", ref: "c", since: stated("00:30") }),
    ]);

    expect(rows[0]).toMatchObject({ since: stated("01:00"), until: stated("02:00") });
  });

  test("gradePlace leaves the end open of what still is so", () => {
    const { rows } = grade([observe({ since: stated("01:00") })]);

    expect(rows[0]).toMatchObject({ since: stated("01:00"), until: undefined });
  });
});
