import type { JsonLineForm } from "./json-line-form.ts";

/** The lines of `respond`. */
export const respondJsonLines: readonly JsonLineForm[] = [
  {
    command: "respond",
    subject: "plan (`kind` is `plan`)",
    fields: ["kind", "incident", "title", "verdict", "dryRun", "resumed", "traps", "steps"],
  },
  {
    command: "respond",
    subject: "step, when it ended (`kind` is `step`)",
    fields: ["kind", "id", "outcome", "earlier", "message", "actions"],
  },
  {
    command: "respond",
    subject: "end (`kind` is `result`)",
    fields: ["kind", "incident", "folder", "clean", "unfinished", "left", "waiting", "unreadable", "files"],
  },
  {
    command: "respond",
    subject: "lift (`kind` is `lifted`)",
    fields: ["kind", "incidents"],
  },
];
