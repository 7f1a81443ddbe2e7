import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import type { Subject } from "../subject.ts";

/** Code stands so far to the right, or below, that an editor does not show it. */
export const offScreenCode: Detector = defineDetector({
  id: "off-screen-code",
  title: "Code is pushed out of sight by white space",
  family: "concealment",
  strength: "strong",
  technique: "T1027.013",
  *detect({ facts }) {
    for (const { kind, path, location, detail, excerpt } of facts.concealments) {
      if (kind !== "off-screen-code") continue;
      yield {
        message: `Code in ${path} is pushed out of sight: ${detail}.`,
        strength: isRun(path, facts) ? "strong" : "context",
        location: location === undefined ? undefined : { file: path, ...location },
        excerpt,
      };
    }
  },
});

function isRun(path: string, facts: Subject["facts"]): boolean {
  const file = facts.files.find((one) => one.path === path);
  return file?.triggers.some((trigger) => trigger !== "development") ?? false;
}
