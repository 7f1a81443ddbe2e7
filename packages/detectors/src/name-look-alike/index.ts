import type { FindingStrength } from "@lockkeeper/core";

import { dayMs } from "../dependency-reading.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import type { Subject } from "../subject.ts";
import type { Likeness } from "./likeness.ts";
import { findLikeness } from "./likeness.ts";

/** By then somebody would have noticed whom it imitates. */
const noticed = { packageAgeMs: 180 * dayMs, versions: 25 };

const phrases: Readonly<Record<Likeness["kind"], string>> = {
  spelling: "differs by one letter from",
  punctuation: "differs by punctuation alone from",
  scope: "has the scope of a look-alike of",
  unscoped: "is the name without its scope of",
  prefix: "leaves out how the name begins of",
};

/** A package has nearly the name of one that many use, and is young or of unknown age. */
export const nameLookAlike: Detector = defineDetector({
  id: "name-look-alike",
  title: "Its name is nearly that of a widely used package",
  family: "identity",
  strength: "supporting",
  technique: "T1036.005",
  *detect(subject) {
    const age = ageOf(subject);
    if (subject.name === "" || age === "noticed") return;
    const likeness = findLikeness(subject.name, subject.popularNames);
    if (likeness === undefined) return;
    yield {
      strength: strengthOf(likeness, age),
      message: `Its name, ${subject.name}, ${phrases[likeness.kind]} the widely used ${likeness.of}.`,
      member: "name",
      excerpt: `"name": "${subject.name}"`,
    };
  },
});

function ageOf({ registry }: Subject): "noticed" | "young" | "unknown" {
  if (registry.state !== "present") return "unknown";
  const { history, release, now } = registry.value;
  if (history.releases.length >= noticed.versions) return "noticed";
  const { createdAt } = history;
  if (createdAt.state !== "present") return "unknown";
  const at = release.publishedAt.state === "present" ? release.publishedAt.value : now;
  return at - createdAt.value >= noticed.packageAgeMs ? "noticed" : "young";
}

/** Among old packages as many resemble another by chance: without an age the likeness is only worth a mention. */
function strengthOf({ kind }: Likeness, age: "young" | "unknown"): FindingStrength {
  const isTelling = kind === "spelling" || kind === "punctuation" || kind === "scope";
  return isTelling && age === "young" ? "supporting" : "context";
}
