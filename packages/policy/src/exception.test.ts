import { LockkeeperError } from "@lockkeeper/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exceptionStatus, parseException } from "./exception.ts";

const valid = {
  id: "e1",
  package: "@acme/ui",
  versions: "^1.2.0",
  clauses: ["cooldown"],
  reason: "needed today",
  owner: "platform",
  expires: "2026-04-30",
};

function refusalOf(value: unknown): string {
  try {
    parseException(value);
  } catch (error) {
    if (error instanceof LockkeeperError && error.code === "POLICY_BAD_EXCEPTION") return error.message;
    throw error;
  }
  return "none";
}

describe("parseException()", () => {
  test("accepts a complete one, and calls one without id by package and versions", () => {
    const { id: _, ...anonymous } = valid;

    expect(parseException(valid)).toEqual(valid);
    expect(parseException(anonymous).id).toBe("@acme/ui@^1.2.0");
  });

  test.each([
    ["a glob", { package: "@acme/*" }, "package must be one package's exact name"],
    ["a tag", { versions: "latest" }, "versions must be a version or a range"],
    ["no clause", { clauses: [] }, "clauses must name at least one clause"],
    ["an unknown clause", { clauses: ["age"] }, "clauses[0] must be one of malware"],
    ["no end", { expires: undefined }, "expires is missing"],
    ["an end without meaning", { expires: "soon" }, "expires must be an ISO 8601"],
    ["no owner", { owner: " " }, "owner must not be empty"],
    ["an endless reason", { reason: "x".repeat(501) }, "reason must have at most 500 characters"],
    ["malware by range", { clauses: ["malware"] }, "versions must be one exact version to lift malware"],
    ["a misspelt key", { expire: "2026-04-30" }, 'expire unknown key; did you mean "expires"?'],
  ])("refuses %s", (_, overrides, why) => {
    expect(refusalOf({ ...valid, ...overrides })).toContain(why);
  });

  test("throws nothing but its own error, whatever the value", () => {
    fc.assert(fc.property(fc.anything(), (value) => refusalOf(value).startsWith("Cannot use the exception")));
  });
});

describe("exceptionStatus()", () => {
  test("ends at the instant itself, a date at its midnight in UTC", () => {
    const exception = parseException(valid);
    const midnight = Date.parse("2026-04-30T00:00:00Z");

    expect(exceptionStatus(exception, midnight - 1)).toBe("in-force");
    expect(exceptionStatus(exception, midnight)).toBe("expired");
  });
});
