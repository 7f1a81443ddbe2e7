import { FakeClock } from "@lockkeeper/drill";
import { describe, expect, test } from "vitest";

import { FakeSink } from "../../test/fake-environment.ts";
import { createInspectionProgress } from "./progress.ts";

describe("createInspectionProgress()", () => {
  test("createInspectionProgress() shows one line on a terminal when it takes long, and clears it", async () => {
    const clock = new FakeClock("2026-03-31T00:00:00Z");
    const stderr = new FakeSink({ isTerminal: true });
    const progress = createInspectionProgress({ clock, stderr }, 3);

    progress.step("a@1.0.0");
    clock.advance(1500);
    progress.step("b\u001b[31m@1.0.0");
    progress.step("c@1.0.0");
    await progress.clear();
    await progress.clear();

    expect(stderr.text).toBe("\r2 of 3 inspected, last b\uFFFD[31m@1.0.0\u001b[K\r\u001b[K");
  });

  test("createInspectionProgress() is silent where there is no terminal", async () => {
    const clock = new FakeClock("2026-03-31T00:00:00Z");
    const stderr = new FakeSink();
    const progress = createInspectionProgress({ clock, stderr }, undefined);

    clock.advance(1500);
    progress.step("a@1.0.0");
    await progress.clear();

    expect(stderr.text).toBe("");
  });
});
