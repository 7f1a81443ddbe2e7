import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";

/** A text of the package speaks to whoever reviews it by machine. It is data here; elsewhere it may be obeyed. */
export const reviewerInstructions: Detector = defineDetector({
  id: "reviewer-instructions",
  title: "A text tells automated reviewers what to think",
  family: "concealment",
  strength: "strong",
  technique: "T1562",
  *detect({ facts }) {
    for (const { kind, path, location, detail, excerpt } of facts.concealments) {
      if (kind !== "instructions-to-reader") continue;
      const isDocument = /\.(?:md|mdx|txt|html?)$/i.test(path);
      yield {
        message: `${path} speaks to automated reviewers: ${detail}.`,
        strength: isDocument ? "supporting" : "strong",
        location: location === undefined ? undefined : { file: path, ...location },
        excerpt,
      };
    }
  },
});
