import type { CampaignDocument } from "../campaign.ts";

/** Injective SDK: keys sent away as telemetry. */
export const injective2026: CampaignDocument = {
  id: "injective-2026",
  title: "Injective SDK: keys sent away as telemetry",
  packages: [],
  records: { scopes: ["@injectivelabs"], reportedFrom: "2026-07-08", reportedUntil: "2026-07-22" },
  isPartial: true,
  triggers: ["use"],
  behaviours: ["wallet-theft", "valid-provenance"],
  response: [
    { step: "pin", text: "The versions are 1.20.21; 1.20.23, 49 minutes later, is clean." },
    {
      step: "rotate",
      text: "Mnemonics and private keys that went through the SDK are known to others: move what they hold.",
    },
    {
      step: "check",
      text: "1.20.21 was still installable in October 2026, deprecated only: a deprecation is no removal.",
    },
  ],
  sources: ["Report on Injective's packages of July 2026"],
  notes:
    "A contributor's account on GitHub released 18 packages as 1.20.21 through the project's own pipeline; advisories stand for them.",
};
