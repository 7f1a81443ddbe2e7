import type { JsonLineForm } from "./json-line-form.ts";

/** The lines of `intel`. */
export const intelJsonLines: readonly JsonLineForm[] = [
  {
    command: "intel import",
    subject: "index built",
    fields: [
      "builtAt",
      "recordCount",
      "nameCount",
      "bytes",
      "durationMs",
      "sources",
      "refusedCount",
      "refused",
    ],
  },
  {
    command: "intel status",
    subject: "data folder",
    fields: [
      "revision",
      "campaigns",
      "campaignIds",
      "ownCampaigns",
      "refusedCampaigns",
      "catalogueRevision",
      "index",
      "stale",
      "sources",
    ],
  },
  {
    command: "intel update",
    subject: "source (`kind` is `source`)",
    fields: [
      "kind",
      "source",
      "from",
      "outcome",
      "how",
      "records",
      "malware",
      "vulnerabilities",
      "withdrawn",
      "unreadable",
      "firstUnreadable",
      "newestModified",
      "durationMs",
      "error",
    ],
  },
  {
    command: "intel update",
    subject: "source that is not enabled any more (`kind` is `dropped`)",
    fields: ["kind", "source"],
  },
  {
    command: "intel update",
    subject: "index built, at the end, when anything has changed (`kind` is `index`)",
    fields: ["kind", "builtAt", "recordCount", "nameCount", "bytes", "durationMs"],
  },
  {
    command: "intel bundle keygen",
    subject: "pair of keys",
    fields: ["privateFile", "publicFile", "fingerprint"],
  },
  {
    command: "intel bundle export",
    subject: "bundle written",
    fields: ["file", "bytes", "fingerprint", "createdAt", "sources"],
  },
  {
    command: "intel bundle import",
    subject: "bundle taken",
    fields: ["file", "bytes", "fingerprint", "createdAt", "sources", "index"],
  },
];
