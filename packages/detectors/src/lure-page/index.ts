import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";

/** Where packages keep pages that nobody is sent to. */
const shown =
  /(?:^|\/)(?:docs?|documentation|examples?|demos?|tests?|__tests__|specs?|fixtures?|samples?|templates?|stories|playground|storybook|e2e|mocks?|node_modules)\//i;

/** A registry is a host for files too, and content networks show them as pages under a name that people trust. */
export const lurePage: Detector = defineDetector({
  id: "lure-page",
  title: "A page in it takes passwords or phrases to another site, or leads its reader on",
  family: "capability",
  strength: "strong",
  technique: "T1566.002",
  *detect({ facts }) {
    for (const { kind, path, detail, location, excerpt } of facts.concealments) {
      if (kind !== "lure-page") continue;
      yield {
        message: `${path} is ${detail}.`,
        strength: shown.test(path) ? "context" : "strong",
        location: location === undefined ? undefined : { file: path, ...location },
        excerpt,
      };
    }
  },
});
