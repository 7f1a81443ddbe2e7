import { describe, expect, test } from "vitest";

import { historyOf, releaseOf } from "../test/packument.ts";
import { observeRhythm } from "./index.ts";

const history = historyOf(
  [
    { version: "9.1.0", at: "2022-01-01T00:00:00Z" },
    { version: "12.0.0", at: "2024-08-01T00:00:00Z" },
    { version: "9.1.1", at: "2026-05-14T14:25:40Z" },
    { version: "12.0.1", at: "2026-05-14T14:26:35Z" },
  ],
  {},
);

describe("observeRhythm", () => {
  test("measures the burst, the silence before it and the lines in it", () => {
    const rhythm = observeRhythm(history, releaseOf(history, "12.0.1"), Date.UTC(2026, 5, 1));

    expect(rhythm).toMatchObject({
      burst: { versions: ["9.1.1", "12.0.1"], lines: ["9", "12"], spanMs: 55_000 },
      before: ["9.1.0", "12.0.0"],
      rapid: 2,
      earlierCount: 3,
      hasHigherLine: false,
    });
    expect(Math.floor((rhythm?.silenceMs ?? 0) / 86_400_000)).toBe(651);
  });

  test("does not see what comes after the moment of the question", () => {
    const rhythm = observeRhythm(history, releaseOf(history, "9.1.1"), Date.UTC(2026, 4, 14, 14, 26));

    expect(rhythm).toMatchObject({ burst: { versions: ["9.1.1"] }, rapid: 1, hasHigherLine: true });
  });

  test("answers nothing where the registry gives no time", () => {
    const timeless = historyOf([{ version: "1.0.0", at: undefined }], { time: undefined });

    expect(observeRhythm(timeless, releaseOf(timeless, "1.0.0"), 0)).toBeUndefined();
  });
});
