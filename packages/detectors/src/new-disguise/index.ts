import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";

const telling =
  /string-table|flattened|obfuscator|symbols-only|packer|self-defence|own-cipher|off-screen|invisible|encoded|payload|instructions|mismatch/;

/** A package whose code could be read begins to hide. */
export const newDisguise: Detector = defineDetector({
  id: "new-disguise",
  title: "It hides code, and the release before did not",
  family: "history",
  strength: "supporting",
  technique: "T1027",
  *detect({ predecessor }) {
    if (predecessor.state !== "present") return;
    const { drift, version } = predecessor.value;
    const kinds = drift.concealments.filter((kind) => telling.test(kind));
    if (kinds.length === 0) return;
    yield {
      message: `It hides code in ways that ${version} did not: ${kinds.join(", ")}.`,
      after: kinds.join(", "),
    };
  },
});
