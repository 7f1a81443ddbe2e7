import { describe, expect, test } from "vitest";

import { knowledgeOf } from "../../test/repair-kit.ts";
import { tellPassedOver } from "./passed-over.ts";
import type { PassedQuestion } from "./passed-over.ts";
import type { Refused } from "./published-package.ts";

const young = (version: string): Refused => ({ version, why: "Published 3 h ago", clause: "cooldown" });

function tell(
  refused: readonly Refused[],
  goal: "newer" | "fix" | "away",
  more: Partial<PassedQuestion["wish"]> = {},
): string | undefined {
  return tellPassedOver(refused, {
    wish: { kind: "move", file: "package-lock.json", name: "lib", from: "1.0.0", goal, ...more },
    to: "1.2.0",
    ranges: ["^1.0.0"],
    knowledge: knowledgeOf([{ name: "lib", range: "1.0.1", kind: "vulnerability" }]),
  });
}

describe("tellPassedOver", () => {
  test("names the newest that may not be taken, and why", () => {
    expect(tell([young("1.3.0"), young("1.4.0")], "newer")).toBe("1.4.0 is passed over: Published 3 h ago");
  });

  test("says nothing of what would not have been taken anyway", () => {
    expect(tell([young("1.1.0"), young("2.0.0"), young("1.3.0-rc.1")], "newer")).toBeUndefined();
    expect(tell([young("2.0.0")], "newer", { isBeyondRanges: true })).toContain("2.0.0 is passed over");
    expect(tell([young("1.1.0")], "away")).toBeUndefined();
  });

  test("names a nearer fix, but none that is vulnerable itself", () => {
    expect(tell([young("1.0.1"), young("1.1.0"), young("1.3.0")], "fix")).toContain("1.1.0 is passed over");
    expect(tell([young("1.0.1")], "fix")).toBeUndefined();
  });

  test("names the setting where the registry's times cannot be used", () => {
    const unknown: Refused = { version: "1.3.0", why: "The publish time cannot be used", clause: "unknown" };

    expect(tell([unknown], "newer")).toBe(
      '1.3.0 is passed over: The publish time cannot be used; the policy\'s setting "unknown: hold" withholds what has no usable publish time',
    );
  });
});
