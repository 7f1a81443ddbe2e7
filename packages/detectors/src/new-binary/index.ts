import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";

/** A package without machine code now brings some. */
export const newBinary: Detector = defineDetector({
  id: "new-binary",
  title: "It brings machine code, and the release before had none",
  family: "history",
  strength: "supporting",
  technique: "T1195.002",
  *detect({ facts, predecessor }) {
    if (predecessor.state !== "present") return;
    const { drift, facts: before, version } = predecessor.value;
    if (before.files.some(({ kind }) => kind === "native")) return;
    const wasNative = before.files.some(({ kind }) => kind === "gyp");
    for (const { path, size, triggers, kind } of facts.files) {
      if (kind !== "native") continue;
      yield {
        message: `It brings machine code (${path}, ${String(size)} bytes), and ${version} had none.`,
        strength:
          !wasNative && (drift.step === "patch" || triggers.includes("install")) ? "strong" : "supporting",
        location: { file: path, line: 1, column: 1 },
      };
    }
  },
});
