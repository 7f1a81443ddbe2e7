import type { JsonLineForm } from "./json-line-form.ts";

/** The lines of `--json` of commands that operate a data folder. */
export const operationLines: readonly JsonLineForm[] = [
  { command: "ledger head", subject: "ledger", fields: ["head", "batch", "lastSeq", "at"] },
  {
    command: "ledger prune",
    subject: "ledger",
    fields: ["rows", "batches", "keptRows", "before", "dryRun", "pruned"],
  },
  {
    command: "db backup",
    subject: "backup written",
    fields: ["path", "bytes", "files", "createdAt", "databaseSchema", "ledger"],
  },
  {
    command: "db restore",
    subject: "data folder restored",
    fields: ["dataFolder", "createdAt", "version", "files", "rows", "head", "replaced"],
  },
  {
    command: "db check",
    subject: "data folder (`kind` is `folder`)",
    fields: [
      "kind",
      "dataFolder",
      "sound",
      "databaseSchema",
      "newestSchema",
      "integrity",
      "ledger",
      "journals",
      "snapshots",
    ],
  },
  {
    command: "db check --backup",
    subject: "sound backup (`kind` is `backup`)",
    fields: ["kind", "path", "sound", "createdAt", "version", "rows"],
  },
  {
    command: "db check --backup",
    subject: "damaged backup (`kind` is `backup`)",
    fields: ["kind", "path", "sound", "detail"],
  },
];
