import type { JsonLineForm } from "./json-line-form.ts";

/** The lines of `sweep`; a result that is kept or sent holds the same ones and a seal. */
export const sweepJsonLines: readonly JsonLineForm[] = [
  {
    command: "sweep",
    subject: "sweep, at its beginning (`kind` is `sweep`)",
    fields: [
      "kind",
      "host",
      "platform",
      "isLive",
      "program",
      "isWhole",
      "folders",
      "campaigns",
      "indicators",
      "startedAt",
    ],
  },
  {
    command: "sweep",
    subject: "match, as it is found (`kind` is `match`)",
    fields: [
      "kind",
      "subject",
      "grade",
      "rule",
      "place",
      "evidence",
      "campaigns",
      "package",
      "at",
      "sha256",
      "lineage",
    ],
  },
  {
    command: "sweep",
    subject: "thing that starts by itself (`kind` is `autorun`)",
    fields: ["kind", "source", "place", "name", "command", "at"],
  },
  {
    command: "sweep",
    subject: "place with packages (`kind` is `inventory`)",
    fields: ["kind", "what", "place", "count", "packages"],
  },
  {
    command: "sweep",
    subject: "well-known file of credentials, which nobody opened (`kind` is `credential`)",
    fields: ["kind", "place", "what"],
  },
  {
    command: "sweep",
    subject: "place that was left out (`kind` is `skipped`)",
    fields: ["kind", "place", "why"],
  },
  {
    command: "sweep",
    subject: "place that could not be read (`kind` is `unreadable`)",
    fields: ["kind", "place", "code"],
  },
  {
    command: "sweep",
    subject: "sweep, at its end (`kind` is `summary`)",
    fields: [
      "kind",
      "isComplete",
      "matches",
      "packages",
      "processes",
      "connections",
      "autoruns",
      "hashed",
      "skipped",
      "unreadable",
      "entries",
      "folders",
      "durationMs",
    ],
  },
  {
    command: "sweep --output",
    subject: "result that was sealed (`kind` is `kept`)",
    fields: ["kind", "file", "fingerprint"],
  },
  {
    command: "sweep --send",
    subject: "result that a server took (`kind` is `sent`)",
    fields: ["kind", "url", "id"],
  },
  {
    command: "sweep",
    subject: "sweep that was interrupted (`kind` is `interrupted`)",
    fields: ["kind", "file"],
  },
];
