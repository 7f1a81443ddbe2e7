import type { JsonLineForm } from "./json-line-form.ts";

/** The lines of `exposure`. */
export const exposureJsonLines: readonly JsonLineForm[] = [
  {
    command: "exposure",
    subject: "place and version, worst first (`kind` is `exposure`)",
    fields: [
      "kind",
      "where",
      "what",
      "name",
      "version",
      "grade",
      "since",
      "until",
      "sinceBasis",
      "untilBasis",
      "evidence",
      "contradictions",
      "unreadable",
      "raises",
      "lowers",
      "secrets",
      "next",
    ],
  },
  {
    command: "exposure",
    subject: "question, at its end (`kind` is `summary`)",
    fields: [
      "kind",
      "what",
      "places",
      "counts",
      "window",
      "folders",
      "channels",
      "skipped",
      "remembered",
      "secrets",
      "durationMs",
    ],
  },
  {
    command: "exposure --new",
    subject: "version that turned out to be bad (`kind` is `late`); also of `intel update`",
    fields: ["kind", "name", "version", "accusations", "places"],
  },
  {
    command: "exposure --new",
    subject: "alert, at its end (`kind` is `late-summary`)",
    fields: ["kind", "versions", "places"],
  },
];
