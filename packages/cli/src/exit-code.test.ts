import { LockkeeperError } from "@lockkeeper/core";
import { describe, expect, test } from "vitest";

import { CliError } from "./errors.ts";
import { exitCodeOf, worseExitCode } from "./exit-code.ts";

describe("exitCodeOf", () => {
  test.each([
    "POLICY_SYNTAX",
    "CORE_BAD_NAME",
    "FIREWALL_PORT_TAKEN",
    "STORE_UNWRITABLE",
    "SERVER_UPSTREAM_IS_SELF",
  ])("exitCodeOf says usage or configuration for %s", (code) => {
    expect(exitCodeOf(new LockkeeperError(code, { message: "no" }))).toBe(2);
  });

  test.each(["REGISTRY_UNREACHABLE", "STORE_DISK_FULL", "INTEL_INDEX_CORRUPT", "SOMETHING_NEW"])(
    "exitCodeOf says could not finish for %s",
    (code) => {
      expect(exitCodeOf(new LockkeeperError(code, { message: "no" }))).toBe(3);
    },
  );

  test("exitCodeOf says could not finish for an error of another kind, and for a clock that is away", () => {
    expect(exitCodeOf(new TypeError("no"))).toBe(3);
    expect(exitCodeOf(new CliError("CLI_CLOCK_UNREACHABLE", { message: "no" }))).toBe(3);
  });
});

describe("worseExitCode", () => {
  test("worseExitCode lets a finding beat what could not be finished", () => {
    expect(worseExitCode(1, 3)).toBe(1);
    expect(worseExitCode(3, 1)).toBe(1);
    expect(worseExitCode(0, 3)).toBe(3);
    expect(worseExitCode(0, 0)).toBe(0);
  });
});
