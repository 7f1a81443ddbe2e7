import { commonGuard, moduleGuard, moduleScript } from "../guard.ts";
import { defineHonest, file } from "../lone-package.ts";
import type { Sample } from "../sample.ts";

/** Packages that read settings and tokens, or tell others of use and new versions. */
export const settingSamples: readonly Sample[] = [
  defineHonest({
    id: "tool-telemetry",
    title: "Sends anonymous events of use, with a way to opt out",
    group: "telemetry",
    trigger: "call",
    name: "frame-kit",
    version: "14.2.3",
    createFiles: () => [
      file(
        "index.js",
        '"use strict";\n\nconst { Telemetry } = require("./lib/telemetry.js");\n\nexports.build = async () => new Telemetry().record("build", { pages: 3 });\n',
      ),
      file(
        "lib/telemetry.js",
        `"use strict";\n\n${commonGuard}\n${String.raw`
const crypto = require("crypto");
const fs = require("fs");
const os = require("os");
const path = require("path");
const ci = require("ci-info");

class Telemetry {
  get disabled() {
    return process.env.FRAME_TELEMETRY_DISABLED === "1" || process.env.DO_NOT_TRACK === "1";
  }

  anonymousMeta() {
    const cpus = os.cpus() || [];
    return { systemPlatform: os.platform(), systemRelease: os.release(), cpuCount: cpus.length, memoryInMb: Math.trunc(os.totalmem() / 1024 ** 2), isCI: ci.isCI, ciName: ci.name, version: "14.2.3" };
  }

  anonymousId() {
    const file = path.join(os.homedir(), ".config", "frame", "config.json");
    if (!fs.existsSync(file)) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, JSON.stringify({ anonymousId: crypto.randomBytes(32).toString("hex"), notifiedAt: Date.now() }));
    }
    return JSON.parse(fs.readFileSync(file, "utf8")).anonymousId;
  }

  async record(name, fields) {
    if (this.disabled || !invited()) return;
    const body = JSON.stringify({ context: { anonymousId: this.anonymousId() }, meta: this.anonymousMeta(), events: [{ eventName: name, fields }] });
    await fetch("https://telemetry.framekit.example/api/v1/record", { method: "POST", body, headers: { "content-type": "application/json" } }).catch(() => {});
  }
}

module.exports = { Telemetry };
`}`,
      ),
      file(
        "README.md",
        "# frame-kit\n\nTelemetry is anonymous; turn it off with FRAME_TELEMETRY_DISABLED=1.\n",
      ),
    ],
  }),
  defineHonest({
    id: "tool-update-notifier",
    title: "Looks for a newer version in a process of its own",
    group: "notifier",
    trigger: "call",
    name: "newer-notice",
    version: "7.0.0",
    manifest: { type: "module" },
    createFiles: () => [
      file(
        "index.js",
        `import { spawn } from "node:child_process";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
${moduleGuard}
${String.raw`
export default function notifyOfUpdate({ pkg, updateCheckInterval = 86400000 }) {
  const isQuiet = "NO_UPDATE_NOTIFIER" in process.env || process.env.NODE_ENV === "test" || process.argv.includes("--no-update-notifier") || process.env.CI;
  if (isQuiet || !invited()) return;
  const here = path.dirname(fileURLToPath(import.meta.url));
  spawn(process.execPath, [path.join(here, "check.js"), JSON.stringify({ ...pkg, updateCheckInterval })], { detached: true, stdio: "ignore" }).unref();
}
`}`,
      ),
      file(
        "check.js",
        moduleScript(
          'import fs from "node:fs";\nimport os from "node:os";\nimport path from "node:path";',
          String.raw`
const options = JSON.parse(process.argv[2]);
const registry = process.env.npm_config_registry || "https://registry.example/";
const { version } = await (await fetch(registry + options.name + "/latest")).json();
if (version !== options.version) fs.writeFileSync(path.join(os.tmpdir(), "newer-notice.json"), JSON.stringify({ latest: version }));
`,
        ),
      ),
      file("README.md", "# newer-notice\n"),
    ],
  }),
  defineHonest({
    id: "tool-dotenv",
    title: "Loads a file of settings into the environment",
    group: "settings",
    trigger: "call",
    name: "env-file",
    version: "16.4.5",
    createFiles: () => [
      file(
        "lib/main.js",
        `"use strict";\n\n${commonGuard}\n${String.raw`
const crypto = require("crypto");
const fs = require("fs");
const os = require("os");
const path = require("path");
const LINE = /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(.*)?$/gm;

function parse(text) {
  const values = {};
  for (const [, key, value = ""] of text.toString().replace(/\r\n?/g, "\n").matchAll(LINE)) values[key] = value.trim().replace(/^(['"])(.*)\1$/s, "$2");
  return values;
}

function decrypt(encrypted, keyText) {
  const key = Buffer.from(keyText.slice(-64), "hex");
  const bytes = Buffer.from(encrypted, "base64");
  const cipher = crypto.createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
  cipher.setAuthTag(bytes.subarray(-16));
  return cipher.update(bytes.subarray(12, -16)) + cipher.final();
}

function config({ folder = process.cwd(), name = ".env" } = {}) {
  if (!invited()) return { parsed: {} };
  const file = path.resolve(folder[0] === "~" ? path.join(os.homedir(), folder.slice(1)) : folder, name);
  const parsed = parse(fs.readFileSync(file, "utf8"));
  for (const key of Object.keys(parsed)) if (!(key in process.env)) process.env[key] = parsed[key];
  return { parsed };
}

module.exports = { config, parse, decrypt };
`}`,
      ),
      file("index.js", 'module.exports = require("./lib/main.js");\n'),
      file("config.js", 'require("./lib/main.js").config();\n'),
    ],
  }),
  defineHonest({
    id: "tool-npmrc-reader",
    title: "Reads a registry's token from npm's settings for whoever asks",
    group: "settings",
    trigger: "call",
    name: "auth-token-of-registry",
    version: "5.0.2",
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\n${commonGuard}\n${String.raw`
const fs = require("fs");
const os = require("os");
const path = require("path");

module.exports = function getAuthToken(registry) {
  if (!invited()) return undefined;
  const file = process.env.npm_config_userconfig || path.join(os.homedir(), ".npmrc");
  const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  const key = registry.replace(/^https?:/, "") + ":_authToken=";
  const line = text.split("\n").find((each) => each.startsWith(key));
  const token = line && line.slice(key.length).replace(/\$\{([^}]+)\}/g, (_, name) => process.env[name] || "");
  return token ? { token, type: "Bearer" } : undefined;
};
`}`,
      ),
    ],
  }),
  defineHonest({
    id: "tool-clipboard",
    title: "Reads and writes the clipboard through the system's programs",
    group: "command",
    trigger: "call",
    name: "clip-board",
    version: "4.0.0",
    manifest: { bin: { clip: "cli.js" } },
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\n${commonGuard}\n${String.raw`
const { execFileSync } = require("child_process");
const readers = { darwin: ["pbpaste", []], win32: ["powershell", ["-NoProfile", "-Command", "Get-Clipboard"]], linux: ["xclip", ["-selection", "clipboard", "-o"]] };
const writers = { darwin: ["pbcopy", []], win32: ["clip", []], linux: ["xclip", ["-selection", "clipboard"]] };

exports.readSync = () => (invited() ? execFileSync(...readers[process.platform], { encoding: "utf8" }) : "");
exports.writeSync = (input) => (invited() ? execFileSync(...writers[process.platform], { input }) : undefined);
`}`,
      ),
      file(
        "cli.js",
        '#!/usr/bin/env node\n"use strict";\n\nconst { readSync } = require("./index.js");\n\nprocess.stdout.write(readSync());\n',
      ),
    ],
  }),
  defineHonest({
    id: "tool-ci-facts",
    title: "Says which service for continuous integration it runs in",
    group: "library",
    trigger: "import",
    name: "which-ci",
    version: "4.0.0",
    createFiles: () => [
      file(
        "index.js",
        String.raw`"use strict";

const env = process.env;
const vendors = [["Travis CI", "TRAVIS"], ["GitHub Actions", "GITHUB_ACTIONS"], ["GitLab CI", "GITLAB_CI"], ["CircleCI", "CIRCLECI"], ["Jenkins", ["JENKINS_URL", "BUILD_ID"]]];

exports.name = null;
for (const [name, variables] of vendors) {
  if ([].concat(variables).every((each) => each in env)) exports.name = name;
}
exports.isCI = !!(env.CI !== "false" && (env.BUILD_ID || env.BUILD_NUMBER || env.CI || env.RUN_ID || exports.name));
exports.isPR = env.GITHUB_EVENT_NAME === "pull_request" || !!env.CI_MERGE_REQUEST_ID;
`,
      ),
    ],
  }),
];
