import { parseReleaseHistory } from "@lockkeeper/trust";
import type { ReleaseHistory } from "@lockkeeper/trust";
import { describe, expect, test } from "vitest";

import { historyAt, pickVersion } from "./pick-version.ts";

const days = {
  "1.0.0": "2026-01-01T00:00:00Z",
  "1.1.0": "2026-01-02T00:00:00Z",
  "2.0.0-rc.1": "2026-01-03T00:00:00Z",
  "2.0.0": "2026-01-04T00:00:00Z",
  "2.1.0": "2026-01-05T00:00:00Z",
};

function historyOf(
  tags: Readonly<Record<string, string>>,
  deprecated: readonly string[] = [],
): ReleaseHistory {
  const versions = Object.fromEntries(
    Object.keys(days).map((version) => [
      version,
      { name: "it", version, dist: {}, ...(deprecated.includes(version) && { deprecated: "old" }) },
    ]),
  );
  return parseReleaseHistory(
    Buffer.from(JSON.stringify({ name: "it", "dist-tags": tags, versions, time: days })),
  );
}

describe("pickVersion", () => {
  test.each([
    ["2.0.0", "2.0.0"],
    ["v1.1.0", "1.1.0"],
    ["latest", "2.0.0"],
    ["^2", "2.0.0"],
    [">=1", "2.0.0"],
    ["~2.1", "2.1.0"],
    ["^1", "1.1.0"],
    ["next", "2.0.0-rc.1"],
    ["2.0.0-rc.1", "2.0.0-rc.1"],
  ])("takes for %s what npm takes: %s", (selector, version) => {
    const history = historyOf({ latest: "2.0.0", next: "2.0.0-rc.1" });

    expect(pickVersion(history, selector)?.version).toBe(version);
  });

  test("passes over deprecated versions while there are others", () => {
    const history = historyOf({ latest: "2.1.0" }, ["1.1.0"]);

    expect(pickVersion(history, "^1")?.version).toBe("1.0.0");
  });

  test.each(["9", "beta", "constructor", "__proto__"])("finds none for %s", (selector) => {
    expect(pickVersion(historyOf({ latest: "2.0.0" }), selector)).toBeUndefined();
  });
});

describe("historyAt", () => {
  test("shows what was there at a moment, and the newest stable release for a tag that points beyond", () => {
    const then = historyAt(historyOf({ latest: "2.1.0" }), Date.parse("2026-01-03T12:00:00Z"));

    expect(then.releases.map(({ version }) => version)).toEqual(["1.0.0", "1.1.0", "2.0.0-rc.1"]);
    expect(pickVersion(then, "latest")?.version).toBe("1.1.0");
  });
});
