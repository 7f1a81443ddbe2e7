import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";

/** A text of the package speaks to whoever reads it by machine: a reviewer, or an agent that uses it. It is data here; elsewhere it may be obeyed. */
export const reviewerInstructions: Detector = defineDetector({
  id: "reviewer-instructions",
  title: "A text tells machines that read it what to think, or what to do in secret",
  family: "concealment",
  strength: "strong",
  technique: "T1562",
  *detect({ facts }) {
    for (const { kind, path, location, detail, excerpt } of facts.concealments) {
      if (kind !== "instructions-to-reader") continue;
      const isDocument = /\.(?:md|mdx|txt|html?)$/i.test(path);
      yield {
        message: `${path} speaks to machines that read it: ${detail}.`,
        strength: isDocument ? "supporting" : "strong",
        location: location === undefined ? undefined : { file: path, ...location },
        excerpt,
      };
    }
  },
});
