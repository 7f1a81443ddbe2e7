import type { JsonLineForm } from "./json-line-form.ts";

/** The lines of `scan --fix` and `update`. */
export const repairJsonLines: readonly JsonLineForm[] = ["scan --fix", "update"].flatMap((command) => [
  {
    command,
    subject: "plan of one project (`kind` is `plan`)",
    fields: ["kind", "target", "dryRun", "groups", "unrepaired"],
  },
  {
    command,
    subject: "group of changes, as it is made or taken back (`kind` is `group`)",
    fields: ["kind", "target", "id", "outcome", "detail", "branch", "patch"],
  },
  {
    command,
    subject: "end of one project (`kind` is `result`)",
    fields: ["kind", "target", "remaining", "failing", "unfinished"],
  },
]);
