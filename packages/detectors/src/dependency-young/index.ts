import {
  changedDependencies,
  dayMs,
  excerptOf,
  isInstalled,
  nameOf,
  packageAgeOf,
  publishedPhrase,
  roughly,
  memberOf,
} from "../dependency-reading.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import type { DependencyDelta } from "../subject.ts";

const youngMs = 14 * dayMs;

/** A release leads to a package that has existed for days only and belongs to others. Honest projects do that too. */
export const dependencyYoung: Detector = defineDetector({
  id: "dependency-young",
  title: "A dependency is added whose package is only days old",
  family: "graph",
  strength: "supporting",
  technique: "T1195.001",
  *detect(subject) {
    for (const delta of changedDependencies(subject).filter(isStranger)) {
      const age = packageAgeOf(delta);
      if (age === undefined || age >= youngMs) continue;
      const published = publishedPhrase(delta, subject);
      yield {
        message: `Its new dependency ${nameOf(delta)} is of a package that was ${roughly(age)} old then${published === undefined ? "" : `; the version was ${published}`}.`,
        member: memberOf(delta),
        excerpt: excerptOf(delta),
        before: delta.before,
        after: delta.dependency.spec,
      };
    }
  },
});

function isStranger(delta: DependencyDelta): boolean {
  return isInstalled(delta) && !delta.isPopular && !delta.isRelated;
}
