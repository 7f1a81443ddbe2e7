import type { JsonLineForm } from "./json-line-form.ts";

/** The lines of `inspect`, `diff`, `scan` and `detonate`. */
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
    command: "scan",
    subject: "project, lockfile or bill of materials, in the order of the command line and of the folders",
    fields: [
      "target",
      "file",
      "files",
      "findings",
      "suppressed",
      "packages",
      "advisories",
      "unread",
      "verdict",
      "durationMs",
    ],
  },
  {
    command: "scan --accept",
    subject: "entry that was written",
    fields: ["finding", "subject", "reason", "owner", "expires", "findings", "file"],
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
      "missingDependencies",
      "durationMs",
      "error",
    ],
  },
];
