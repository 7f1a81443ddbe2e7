import type { FileFacts } from "@lockkeeper/facts";

import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import type { Predecessor } from "../subject.ts";

/** Bytes from which a new script is large, and how much of the package before it must outweigh. */
const bounds = { scriptMinBytes: 400_000, growthMinFactor: 3 } as const;

/** A script larger than the whole package was appears in its root. */
export const largeNewFile: Detector = defineDetector({
  id: "large-new-file",
  title: "A new file is larger than the whole release before",
  family: "history",
  strength: "supporting",
  technique: "T1195.002",
  *detect({ facts, predecessor }) {
    if (predecessor.state !== "present") return;
    const { drift, facts: before } = predecessor.value;
    const added = new Set(drift.files.added);
    const changed = new Set(drift.files.changed);
    const sizes = new Map(before.files.map(({ path, size }) => [path, size]));
    for (const file of facts.files) {
      if (file.kind !== "javascript" || file.size < bounds.scriptMinBytes) continue;
      if (!added.has(file.path) && !changed.has(file.path)) continue;
      const grown = file.size - (sizes.get(file.path) ?? 0);
      if (grown < bounds.growthMinFactor * drift.unpackedBytes.before) continue;
      yield {
        message: `${file.path} (${String(file.size)} bytes) outweighs the whole of ${predecessor.value.version} (${String(drift.unpackedBytes.before)} bytes).`,
        strength: strengthOf(file, predecessor.value),
        location: { file: file.path, line: 1, column: 1 },
        before: String(drift.unpackedBytes.before),
        after: String(drift.unpackedBytes.after),
      };
    }
  },
});

function strengthOf(file: FileFacts, { drift }: Predecessor): "strong" | "supporting" {
  const runsUnasked = file.triggers.includes("install") || file.triggers.includes("tool");
  const isInRoot = !file.path.includes("/");
  return (runsUnasked || isInRoot) && drift.step !== "major" ? "strong" : "supporting";
}
