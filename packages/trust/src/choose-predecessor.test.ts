import { describe, expect, test } from "vitest";

import { historyOf } from "../test/packument.ts";
import { choosePredecessor } from "./index.ts";

function days(...versions: readonly string[]): ReturnType<typeof historyOf> {
  return historyOf(
    versions.map((version, day) => ({ version, at: new Date(Date.UTC(2026, 0, day + 1)).toISOString() })),
  );
}

describe("choosePredecessor", () => {
  test("takes the nearest release below of the same line", () => {
    const history = days("1.0.0", "2.0.0", "1.1.0", "2.1.0", "1.2.0");

    expect(choosePredecessor(history, "1.2.0")).toMatchObject({
      release: { version: "1.1.0" },
      isSameLine: true,
    });
    expect(choosePredecessor(history, "2.1.0")).toMatchObject({
      release: { version: "2.0.0" },
      isSameLine: true,
    });
  });

  test("counts a minor below 1.0.0 as a line", () => {
    const history = days("0.29.0", "1.14.0", "0.30.0", "0.30.4");

    expect(choosePredecessor(history, "0.30.4")).toMatchObject({
      release: { version: "0.30.0" },
      isSameLine: true,
    });
    expect(choosePredecessor(history, "0.30.0")).toMatchObject({
      release: { version: "0.29.0" },
      isSameLine: false,
    });
  });

  test("compares the first of a new line with the nearest below it", () => {
    const history = days("1.0.0", "2.0.0", "1.1.0", "3.0.0");

    expect(choosePredecessor(history, "3.0.0")).toMatchObject({
      release: { version: "2.0.0" },
      isSameLine: false,
    });
  });

  test("compares a prerelease with the last of its own channel", () => {
    const history = days("1.0.0", "2.0.0-beta.9", "2.0.0-canary-aaaa", "2.0.0-canary-0bbb", "2.0.0");

    expect(choosePredecessor(history, "2.0.0-canary-0bbb")?.release.version).toBe("2.0.0-canary-aaaa");
    expect(choosePredecessor(history, "2.0.0")?.release.version).toBe("2.0.0-canary-0bbb");
  });

  test("passes over what was published later, and what is condemned", () => {
    const history = historyOf([
      { version: "1.0.0", at: "2026-01-01T00:00:00Z" },
      { version: "1.0.1", at: "2026-01-02T00:00:00Z", manifest: { deprecated: "This version is malicious" } },
      { version: "1.0.2", at: "2026-01-03T00:00:00Z" },
      { version: "1.0.3", at: "2026-01-04T00:00:00Z" },
    ]);

    expect(choosePredecessor(history, "1.0.2")?.release.version).toBe("1.0.0");
  });

  test("goes by SemVer where the registry gives no times", () => {
    const history = historyOf(
      ["1.0.0", "1.1.0", "2.0.0"].map((version) => ({ version, at: undefined })),
      { time: undefined },
    );

    expect(choosePredecessor(history, "1.1.0")?.release.version).toBe("1.0.0");
  });

  test("answers nothing for the first release and for a version that is not there", () => {
    const history = days("1.0.0", "1.1.0");

    expect(choosePredecessor(history, "1.0.0")).toBeUndefined();
    expect(choosePredecessor(history, "9.0.0")).toBeUndefined();
    expect(choosePredecessor(history, "no version")).toBeUndefined();
  });
});
