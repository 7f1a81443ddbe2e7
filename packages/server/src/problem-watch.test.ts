import type { LogLine } from "@lockkeeper/core";
import { FakeClock } from "@lockkeeper/drill";
import { expect, test } from "vitest";
import { watchProblems } from "./problem-watch.ts";

const line = (code: string): LogLine => ({ code, message: "told" });

test("watchProblems keeps a problem until a line ends it, and passes every line on", () => {
  const passed: string[] = [];
  const clock = new FakeClock("2026-06-01T00:00:00Z");
  const watch = watchProblems({ log: (_level, { code }) => void passed.push(code) }, clock);

  watch.logger.log("error", line("SERVER_POLICY_NOT_RELOADED"));
  clock.advance(86_400_000);
  watch.logger.log("error", line("SERVER_POLICY_NOT_RELOADED"));
  const during = watch.problems();
  watch.logger.log("info", line("SERVER_POLICY_RELOADED"));

  expect(during).toEqual([
    expect.objectContaining({ code: "POLICY_NOT_RELOADED", since: Date.parse("2026-06-01T00:00:00Z") }),
  ]);
  expect(watch.problems()).toEqual([]);
  expect(passed).toHaveLength(3);
  expect(watch.lines()).toContainEqual({ labels: { level: "error" }, value: 2 });
});

test("watchProblems forgets after ten minutes what nothing says is over", () => {
  const clock = new FakeClock("2026-06-01T00:00:00Z");
  const watch = watchProblems({ log: () => undefined }, clock);

  watch.logger.log("warn", line("STORE_PACKUMENT_CACHE_FAILED"));
  const during = watch.problems().map(({ code }) => code);
  clock.advance(600_000);

  expect(during).toEqual(["CACHE_FAILING"]);
  expect(watch.problems()).toEqual([]);
});
