import type { CampaignDocument } from "../campaign.ts";
import { isolateBeforeRotating } from "./shared/response-notes.ts";

/** SANDWORM_MODE: worm under misspelt names. */
export const sandwormMode2026: CampaignDocument = {
  id: "sandworm-mode-2026",
  title: "SANDWORM_MODE: worm under misspelt names",
  packages: [
    { name: "claud-code", versions: ["0.2.1"], firstPublishedAt: "2026-02", firstReportedAt: "2026-02" },
    { name: "cloude", versions: ["0.3.0"], firstPublishedAt: "2026-02", firstReportedAt: "2026-02" },
  ],
  isPartial: true,
  triggers: ["install"],
  behaviours: ["worm", "agent-abuse", "autorun-files"],
  response: [
    { step: "remove", text: "Look at the hooks of git: it starts itself again through them." },
    { step: "check", text: "Look through the settings of AI tools for servers that nobody added knowingly." },
  ],
  orderTraps: [isolateBeforeRotating],
  sources: ["Socket's report of February 2026"],
  notes: "Nineteen look-alikes of AI tools carried a worm; two are listed.",
};
