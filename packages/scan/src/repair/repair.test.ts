import { describe, expect, test } from "vitest";

import { renderRepairMarkdown } from "./repair-markdown.ts";
import type { RepairGroup } from "./repair.ts";
import { groupId } from "./repair.ts";

const hostile = "@x/\u001b[31m`evil`|$(touch x)\n## heading\u202e@team";

const group: RepairGroup = {
  id: "x",
  kind: "malware",
  wish: { kind: "pin", file: "package.json" },
  title: `${hostile} 1.0.0 → 1.0.1`,
  reason: `${hostile} is malware`,
  risk: "low",
  riskReason: "a patch step",
  changes: [],
  repaired: [],
};

describe("groupId", () => {
  test("keeps nothing of a hostile name that a path, a branch or a shell could misread", () => {
    expect(groupId([hostile], new Set())).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(groupId(["../../etc"], new Set())).toBe("etc");
    expect(groupId(["…"], new Set())).toBe("repair");
  });

  test("names each group once", () => {
    expect(groupId(["a"], new Set(["a", "a-2"]))).toBe("a-3");
  });
});

describe("renderRepairMarkdown", () => {
  test("says of hostile names just what they are", () => {
    const text = renderRepairMarkdown(
      [{ group, outcome: "applied", detail: undefined }],
      [{ findings: [], why: hostile, command: hostile }],
    );

    expect(text).not.toMatch(/^## heading/m);
    expect(text).not.toContain("\u001b");
    expect(text.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(3);
    expect(text.replaceAll(/(`+)[^`].*?\1/g, "")).not.toMatch(/@team|\$\(/);
  });

  test("tells apart what was made and what was taken back", () => {
    const text = renderRepairMarkdown(
      [{ group: { ...group, title: "a" }, outcome: "rolled-back", detail: "npm test failed" }],
      [],
    );

    expect(text).toContain("Nothing was changed.");
    expect(text).toContain("- a: npm test failed");
  });

  test("says what drifts, what it holds besides, and that a plan is none but a plan", () => {
    const drift = { versions: 1, verdict: "allow", risk: "moderate", news: [`names ${hostile}`] } as const;
    const text = renderRepairMarkdown(
      [
        {
          group: { ...group, kind: "update", title: "a", drift },
          outcome: "planned",
          detail: undefined,
          buildsOn: ["b"],
        },
      ],
      [],
    );

    expect(text).toContain("## Updates by Lockkeeper");
    expect(text).toContain("1 change, 1 of low risk. This is a plan");
    expect(text).toContain("a, with b");
    expect(text).not.toMatch(/^## heading/m);
    expect(text.replaceAll(/(`+)[^`].*?\1/g, "")).not.toMatch(/@team|\$\(/);
  });
});
