import { describe, expect, test } from "vitest";

import { Flags } from "../flags.ts";
import { refuseMixedFlags } from "./refuse-mixed-flags.ts";

describe("refuseMixedFlags", () => {
  test.each([
    [{ undo: true }, /--undo without --fix/],
    [{ dryRun: true }, /--dry-run without --fix/],
    [{ verifyTimeout: 5 }, /--verify-timeout without --fix/],
    [{ fix: true, since: "HEAD" }, /--since with --fix/],
    [{ fix: true, global: true }, /--global with --fix/],
    [{ fix: true, format: "sarif" }, /sarif of a repair/],
    [{ vendor: true }, /--vendor without --fix/],
    [{ fix: true, vendor: true }, /--vendor without --online/],
  ])("refuses %o", (values, message) => {
    expect(() => refuseMixedFlags(new Flags(values))).toThrow(message);
  });

  test.each([
    [{ since: "HEAD", format: "sarif", out: "a" }],
    [{ fix: true, undo: true, dev: true, install: true }],
    [{ fix: true, format: "json", json: true, online: true }],
  ])("accepts %o", (values) => {
    expect(() => refuseMixedFlags(new Flags(values))).not.toThrow();
  });
});
