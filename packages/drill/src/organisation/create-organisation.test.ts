import { describe, expect, test } from "vitest";

import { createOrganisation } from "./create-organisation.ts";
import { renderFastImport } from "./fast-import.ts";

const scale = { seed: 5, repositories: 20, hosts: 4 } as const;

describe("createOrganisation", () => {
  test("makes the same organisation of the same seed, and another one of another", () => {
    const [one, again, other] = [scale, scale, { ...scale, seed: 6 }].map((each) => createOrganisation(each));

    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  test("plants every scenario, and no two places of one name", () => {
    const { truths } = createOrganisation(scale);
    const { truths: more } = createOrganisation({ seed: 1, repositories: 200, hosts: 50 });

    expect(new Set(truths.map(({ scenario }) => scenario))).toEqual(
      new Set(more.map(({ scenario }) => scenario)),
    );
    expect(new Set(more.map(({ place }) => place)).size).toBe(more.length);
  });

  test("spares most of what it has", () => {
    const { truths } = createOrganisation({ seed: 1, repositories: 200, hosts: 50 });

    const spared = truths.filter(({ grades }) => grades.includes("none"));

    expect(spared.length / truths.length).toBeGreaterThan(0.5);
  });
});

describe("renderFastImport", () => {
  test("counts bytes, begins a branch at main, and removes files", () => {
    const commit = { at: 1_000_000, zone: "+0200", message: "ä", branch: "main" };

    const text = renderFastImport({
      commits: [
        { ...commit, files: { "a.txt": "ü" } },
        { ...commit, branch: "bot", files: { "a.txt": undefined } },
      ],
    });

    expect(text).toContain("data 3\nä\n");
    expect(text).toContain("M 100644 inline a.txt\ndata 2\nü\n");
    expect(text).toContain("commit refs/heads/bot\n");
    expect(text).toContain("from refs/heads/main\nD a.txt\n");
    expect(text).toContain("1000 +0200");
  });
});
