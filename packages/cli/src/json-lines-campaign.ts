import type { JsonLineForm } from "./json-line-form.ts";

const refused: readonly string[] = ["kind", "where", "why"];

/** The lines of `campaign` with `--json`. */
export const campaignJsonLines: readonly JsonLineForm[] = [
  {
    command: "campaign list",
    subject: "campaign, the newest first (`kind` is `campaign`)",
    fields: [
      "kind",
      "id",
      "title",
      "own",
      "since",
      "packages",
      "partial",
      "records",
      "triggers",
      "indicators",
    ],
  },
  { command: "campaign list", subject: "file that is no campaign (`kind` is `refused`)", fields: refused },
  {
    command: "campaign show",
    subject:
      "campaign; `campaign` has the form of `campaign export`, `advisories` counts what stands for unlisted versions",
    fields: ["id", "own", "advisories", "campaign"],
  },
  {
    command: "campaign export",
    subject: "export; `content` is null where a file was written",
    fields: ["campaigns", "format", "file", "content", "omitted"],
  },
  {
    command: "campaign import",
    subject: "campaign that was taken (`kind` is `campaign`)",
    fields: ["kind", "id", "title", "outcome", "dryRun", "packages", "indicators"],
  },
  { command: "campaign import", subject: "record that was not (`kind` is `refused`)", fields: refused },
  {
    command: "campaign import",
    subject: "number of further refusals (`kind` is `rest`)",
    fields: ["kind", "count"],
  },
  {
    command: "campaign import",
    subject: "import of nothing (`kind` is `nothing`)",
    fields: ["kind", "files"],
  },
  { command: "campaign remove", subject: "campaign", fields: ["id", "removed"] },
];
