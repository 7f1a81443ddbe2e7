import type { JsonLineForm } from "./json-line-form.ts";

const versionFields = ["version", "effect", "clause", "reason", "maturesAt"] as const;

/** The lines that `run --report` writes to its file. */
export const runJsonLines: readonly JsonLineForm[] = [
  {
    command: "run --report",
    subject:
      "withheld version (`kind` is `withheld`; `how` is `refused`, `passed-over`, `hidden` or `locked`)",
    fields: ["kind", "how", "name", ...versionFields, "instead", "newestAcceptable"],
  },
  {
    command: "run --report",
    subject: "version that was served with a warning (`kind` is `warned`)",
    fields: ["kind", "name", ...versionFields],
  },
  {
    command: "run --report",
    subject: "command, at its end (`kind` is `run`)",
    fields: ["kind", "exitCode", "taken", "withheld", "overruled", "unseen", "refusedHosts", "isCut"],
  },
];
