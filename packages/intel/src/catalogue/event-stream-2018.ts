import type { CampaignDocument } from "../campaign.ts";

/** event-stream: wallet theft through flatmap-stream. */
export const eventStream2018: CampaignDocument = {
  id: "event-stream-2018",
  title: "event-stream: wallet theft through flatmap-stream",
  packages: [
    {
      name: "event-stream",
      versions: ["3.3.6"],
      firstReportedAt: "2018-11-20",
      aliases: ["GHSA-mh6f-8j2x-4483"],
    },
    {
      name: "flatmap-stream",
      versions: ["0.1.1"],
      firstPublishedAt: "2018-10-05",
      firstReportedAt: "2018-11-20",
      aliases: ["GHSA-mh6f-8j2x-4483"],
    },
  ],
  triggers: ["import"],
  behaviours: ["phantom-dependency", "clean-then-armed", "target-gate", "wallet-theft"],
  response: [
    {
      step: "check",
      text: "It acts inside one wallet application; elsewhere its presence did nothing that is known.",
    },
  ],
  sources: ["dominictarr/event-stream issue 116", "GHSA-mh6f-8j2x-4483"],
  notes: "A new maintainer added a dependency whose code woke up inside one wallet application only.",
};
