import { changedDependencies, excerptOf, nameOf, memberOf } from "../dependency-reading.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";

/** A release leads to a version whose own inspection ended badly: installing the one installs the other. */
export const dependencyWithheld: Detector = defineDetector({
  id: "dependency-withheld",
  title: "A dependency that it adds is itself held or blocked",
  family: "graph",
  strength: "decisive",
  technique: "T1195.001",
  *detect(subject) {
    for (const delta of changedDependencies(subject)) {
      const { verdict, findings } = delta;
      if (verdict.state !== "present" || verdict.value === "allow") continue;
      const [worst] = findings;
      yield {
        strength: verdict.value === "block" ? "decisive" : "strong",
        message: `Its new dependency ${nameOf(delta)} is to be ${verdict.value === "block" ? "blocked" : "held"} itself${worst === undefined ? "." : `: ${worst.message}`}`,
        member: memberOf(delta),
        excerpt: excerptOf(delta),
        before: delta.before,
        after: delta.dependency.spec,
      };
    }
  },
});
