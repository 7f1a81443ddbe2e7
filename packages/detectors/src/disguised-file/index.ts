import type { FileFacts } from "@lockkeeper/facts";

import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";

/** Kinds of bytes that a processor or an interpreter runs. */
const running: ReadonlySet<FileFacts["kind"]> = new Set([
  "native",
  "shell",
  "powershell",
  "batch",
  "python",
  "javascript",
]);

/** A file's bytes are not what its name says, and what they are can be run. */
export const disguisedFile: Detector = defineDetector({
  id: "disguised-file",
  title: "A program lies under the name of something else",
  family: "concealment",
  strength: "supporting",
  technique: "T1036.008",
  *detect({ facts }) {
    for (const file of facts.files) {
      if (file.mismatch === undefined) continue;
      yield {
        message: `${file.path} is not what its name says: ${file.mismatch}.`,
        strength: strengthOf(file),
        location: { file: file.path, line: 1, column: 1 },
        excerpt: file.mismatch,
      };
    }
  },
});

function strengthOf(file: FileFacts): "decisive" | "strong" | "supporting" | "context" {
  if (!running.has(file.kind)) return "context";
  const isCodeName = /\.[cm]?[jt]sx?$/i.test(file.path);
  if (file.kind === "native") return isCodeName ? "decisive" : "strong";
  // A script under another script's name is a slip; under an image's or a font's it is none.
  return isCodeName ? "supporting" : "strong";
}
