import type { PackageFacts } from "@lockkeeper/facts";

import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, firstByFile, isUnasked, quoted, sightingAt, whenOf } from "../reading.ts";

/** A release that holds up whoever loads it: sabotage by its makers, or by who took their place. */
export const endlessLoop: Detector = defineDetector({
  id: "endless-loop",
  title: "Loading or installing it never comes to an end",
  family: "capability",
  strength: "decisive",
  technique: "T1499",
  *detect({ predecessor }, scene) {
    const before = predecessor.state === "present" ? predecessor.value : undefined;
    const isNew = before !== undefined && !holdsUp(before.facts);
    // What is no JavaScript, such as a source in C, has loops that mean something else.
    const units = scene.units.filter(({ facts }) => facts.parsed === "strict");
    const loops = units
      .flatMap((unit) => deedsOf(unit, "endless-loop"))
      .filter((deed) => isUnasked(deed) && deed.effect.runs === "load");
    for (const deed of firstByFile(loops)) {
      yield sightingAt(deed, {
        message: `A loop without an end holds up the program ${whenOf(deed)}: ${quoted(deed.effect.argument ?? "")}${isNew ? `, and there was none in ${before.version}` : ""}.`,
        strength: isNew ? "decisive" : "strong",
      });
    }
  },
});

function holdsUp({ sources }: PackageFacts): boolean {
  return sources.some(({ facts }) =>
    facts.effects.some(({ kind, runs }) => kind === "endless-loop" && runs === "load"),
  );
}
