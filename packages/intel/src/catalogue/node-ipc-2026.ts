import type { CampaignDocument } from "../campaign.ts";
import { isolateBeforeRotating } from "./shared/response-notes.ts";

/** node-ipc: secrets sent over DNS. */
export const nodeIpc2026: CampaignDocument = {
  id: "node-ipc-2026",
  title: "node-ipc: secrets sent over DNS",
  packages: [
    {
      name: "node-ipc",
      versions: ["9.1.6", "9.2.3", "12.0.1"],
      firstPublishedAt: "2026-05-14",
      firstReportedAt: "2026-05-14",
      aliases: ["MAL-2026-3744", "GHSA-pvh2-rg5g-69v7"],
      hashes: [
        {
          version: "9.1.6",
          integrity:
            "sha512-ParJgA8rMBa1CAv6QFDZYzZxsNsmHWL24RapTSVbZB9qVE+dC7mHNwDj5gcd874bKjjk7w0pI/WMYrx9TxU7nQ==",
        },
      ],
    },
  ],
  triggers: ["import"],
  behaviours: [
    "import-time-code",
    "dormant-revived",
    "release-burst",
    "dns-exfiltration",
    "credential-files",
    "environment-secrets",
    "target-gate",
  ],
  indicators: [
    {
      kind: "file-hash",
      value: "96097e0612d9575cb133021017fb1a5c68a03b60f9f3d24ebdc0e628d9034144",
      meaning: "the module with the payload at its end",
      algorithm: "sha256",
      fileName: "node-ipc.cjs",
      source: "MAL-2026-3744",
    },
    {
      kind: "file-hash",
      value: "f5974a9774a22a863728b960543f68e7009099ef",
      meaning: "the tarball of node-ipc 9.1.6",
      algorithm: "sha1",
      fileName: "node-ipc-9.1.6.tgz",
      source: "MAL-2026-3744",
    },
    {
      kind: "account",
      value: "atiertant",
      meaning: "published the three versions after its mail domain had lapsed",
      service: "npm",
      confidence: "medium",
      validFrom: "2026-05-14",
      source: "MAL-2026-3744",
    },
  ],
  response: [
    {
      step: "check",
      text: "Install scripts play no part: every process that imported it counts, also servers and test runs.",
    },
    {
      step: "block",
      text: "What is stolen leaves in names that are looked up: ask the logs of your resolvers, since proxies see nothing of it.",
    },
    {
      step: "rotate",
      text: "Keys of SSH and clouds, files .env, configurations of Kubernetes and of AI tools were all in reach.",
    },
  ],
  orderTraps: [isolateBeforeRotating],
  sources: ["node-ipc issue 15 of May 2026", "StepSecurity's report of May 2026"],
  notes: "A lapsed mail domain was registered again to take over a publisher.",
};
