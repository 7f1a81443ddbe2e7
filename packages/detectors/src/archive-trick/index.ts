import type { PackageFacts } from "@lockkeeper/facts";

import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";

type Anomaly = PackageFacts["anomalies"][number];

/** What an archive can only hold when somebody made it by hand, and what it is for. */
const strengths: Partial<Readonly<Record<Anomaly["kind"], "strong" | "supporting">>> = {
  "path-traversal": "strong",
  "absolute-path": "strong",
  device: "strong",
  "pax-override": "supporting",
  "gnu-override": "supporting",
  "bad-checksum": "supporting",
  "bad-number": "supporting",
  "multiple-members": "supporting",
  truncated: "supporting",
  "duplicate-path": "supporting",
  "case-twin": "supporting",
};

/** Different tools would read different files from the same archive. */
export const archiveTrick: Detector = defineDetector({
  id: "archive-trick",
  title: "Its archive reads differently in different tools, or reaches outside",
  family: "concealment",
  strength: "supporting",
  technique: "T1036",
  *detect({ facts }) {
    for (const { kind, path, detail } of facts.anomalies) {
      yield {
        message: `Its archive is unusual (${kind}): ${detail}.`,
        // Some tools pack a file twice; what is left on disk is the same for everybody.
        strength: detail.includes("same bytes") ? "context" : (strengths[kind] ?? "context"),
        location: path === undefined ? undefined : { file: path, line: 1, column: 1 },
      };
    }
  },
});
