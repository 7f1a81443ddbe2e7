import type { CampaignDocument } from "../campaign.ts";
import { isolateBeforeRotating } from "./shared/response-notes.ts";

/** jscrambler: infostealer in a disguised binary. */
export const jscrambler2026: CampaignDocument = {
  id: "jscrambler-2026",
  title: "jscrambler: infostealer in a disguised binary",
  packages: [
    {
      name: "jscrambler",
      versions: ["8.14.0", "8.16.0", "8.17.0", "8.18.0", "8.20.0"],
      firstPublishedAt: "2026-07-11",
      firstReportedAt: "2026-07-11",
    },
  ],
  triggers: ["install", "import"],
  behaviours: ["binary-as-script", "large-root-file", "import-time-code", "credential-files"],
  indicators: [
    {
      kind: "package-file",
      value: "dist/intro.js",
      meaning: "a native binary of 7.8 MB under the name of a script",
      package: "jscrambler",
      source: "jscrambler issue 322",
    },
  ],
  response: [
    {
      step: "check",
      text: "Scripts that are off stop the first three versions alone; 8.18.0 and 8.20.0 act at import.",
    },
    { step: "check", text: "Sources disagree on four companion plugins: look at them too." },
  ],
  orderTraps: [isolateBeforeRotating],
  sources: ["jscrambler issue 322"],
  notes: "The attacker moved from an install script to import within the attack.",
};
