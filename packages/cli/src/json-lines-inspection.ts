import type { JsonLineForm } from "./json-line-form.ts";

/** The lines of `inspect`, `diff` and `detonate`. */
export const inspectionJsonLines: readonly JsonLineForm[] = [
  {
    command: "inspect",
    subject: "subject, in the order of the command line, of the list and of the lockfile",
    fields: [
      "spec",
      "name",
      "version",
      "integrity",
      "verdict",
      "reasons",
      "findings",
      "facts",
      "engine",
      "policy",
      "origin",
      "durationMs",
      "error",
    ],
  },
  {
    command: "diff",
    subject: "comparison",
    fields: ["before", "after", "step", "changes", "policy", "durationMs"],
  },
  {
    command: "detonate",
    subject: "subject, in the order of the command line",
    fields: [
      "spec",
      "name",
      "version",
      "integrity",
      "verdict",
      "worlds",
      "differences",
      "findings",
      "durationMs",
      "error",
    ],
  },
];
