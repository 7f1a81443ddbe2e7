import { behaviours } from "@lockkeeper/detonate";
import { expect, test } from "vitest";

import { subjectOf } from "../test/sample.ts";
import { detect, detectors } from "./index.ts";

const finding = {
  family: "capability",
  strength: "context",
  technique: "T1041",
  message: "In the emulator it passes on secrets.",
  location: { file: "index.js", line: 3, column: 1 },
  excerpt: "https.request collector.example",
  before: undefined,
  after: "when what index.js exports is called",
} as const;

test.each(behaviours.map((behaviour) => [behaviour.id, behaviour] as const))(
  "the detector %s says what the emulator says of its behaviour",
  (id, { family, strength, technique }) => {
    expect(detectors.find((each) => each.id === id)).toMatchObject({ family, strength, technique });
  },
);

test("detect() takes what was seen in the emulator as weighty as the emulator says, once", () => {
  const findings = [{ id: "planted-secret-sent", ...finding }];
  const value = { emulator: "e", triggers: [], findings, durationMs: 1 };

  const found = detect({ ...subjectOf({}), emulated: { state: "present", value } });

  expect(found).toEqual({ findings, failures: [] });
});

test("detect() sees nothing where nothing was run", () => {
  const emulated = { state: "unavailable", reason: "the emulator ended over it" } as const;

  expect(detect({ ...subjectOf({}), emulated })).toEqual({ findings: [], failures: [] });
});
