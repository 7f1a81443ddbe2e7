import { commonGuard, commonScript, moduleScript } from "../guard.ts";
import { defineHonest, file } from "../lone-package.ts";
import type { Sample } from "../sample.ts";

/** Tools that read settings and credentials, start programs and delete files, because that is what they are for. */
export const toolSamples: readonly Sample[] = [
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
        moduleScript(
          'import { spawn } from "node:child_process";\nimport { fileURLToPath } from "node:url";\nimport path from "node:path";\nimport process from "node:process";',
          String.raw`
const here = path.dirname(fileURLToPath(import.meta.url));
const isQuiet = "NO_UPDATE_NOTIFIER" in process.env || process.env.NODE_ENV === "test" || process.argv.includes("--no-update-notifier") || process.env.CI;
if (!isQuiet) spawn(process.execPath, [path.join(here, "check.js"), JSON.stringify({ name: "newer-notice", version: "7.0.0" })], { detached: true, stdio: "ignore" }).unref();
`,
        ),
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
    id: "tool-license-checker",
    title: "Reads the licences of all installed packages",
    group: "command",
    trigger: "bin",
    name: "licence-list",
    manifest: { bin: { "licence-list": "cli.js" } },
    createFiles: () => [
      file(
        "cli.js",
        `#!/usr/bin/env node\n"use strict";\n\n${commonScript(String.raw`
const fs = require("fs");
const path = require("path");

function* packagesBelow(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === ".bin") continue;
    const full = path.join(folder, entry.name);
    if (entry.name.startsWith("@")) yield* packagesBelow(full);
    else if (fs.existsSync(path.join(full, "package.json"))) yield JSON.parse(fs.readFileSync(path.join(full, "package.json"), "utf8"));
  }
}

for (const { name, version, license } of packagesBelow("node_modules")) console.log(name + "@" + version + "\t" + (license || "UNKNOWN"));
`)}`,
      ),
    ],
  }),
  defineHonest({
    id: "tool-environment-report",
    title: "Prints versions of programs and systems for reports of faults",
    group: "command",
    trigger: "bin",
    name: "env-report",
    manifest: { bin: { "env-report": "index.js" } },
    createFiles: () => [
      file(
        "index.js",
        `#!/usr/bin/env node\n"use strict";\n\n${commonScript(String.raw`
const os = require("os");
const { execSync } = require("child_process");

function versionOf(command) {
  try {
    return execSync(command + " --version", { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "not found";
  }
}

const report = { System: { OS: os.platform() + " " + os.release(), CPU: os.cpus()[0].model, Memory: os.totalmem(), Shell: process.env.SHELL }, Programs: {} };
for (const program of ["node", "npm", "yarn", "pnpm", "git", "python3", "docker"]) report.Programs[program] = versionOf(program);
if (process.argv.includes("--all")) report.Environment = process.env;
console.log(JSON.stringify(report, null, 2));
`)}`,
      ),
    ],
  }),
  defineHonest({
    id: "tool-release",
    title: "Raises a version, tags it and publishes it to the registry",
    group: "command",
    trigger: "bin",
    name: "release-now",
    version: "10.0.1",
    manifest: { bin: { "release-now": "cli.js" }, type: "module" },
    createFiles: () => [
      file(
        "cli.js",
        `#!/usr/bin/env node\n${moduleScript(
          'import fs from "node:fs";\nimport { execFileSync } from "node:child_process";\nimport process from "node:process";',
          String.raw`
const manifest = JSON.parse(fs.readFileSync("package.json", "utf8"));
const [major, minor, patch] = manifest.version.split(".").map(Number);
manifest.version = process.argv[2] === "minor" ? [major, minor + 1, 0].join(".") : [major, minor, patch + 1].join(".");
if (execFileSync("git", ["status", "--porcelain"], { encoding: "utf8" }) !== "") throw new Error("Unclean working tree");
execFileSync("npm", ["whoami"], { stdio: "inherit" });
fs.writeFileSync("package.json", JSON.stringify(manifest, null, 2) + "\n");
execFileSync("git", ["commit", "-am", manifest.version]);
execFileSync("git", ["tag", "v" + manifest.version]);
execFileSync("npm", ["publish", ...(process.env.NPM_OTP ? ["--otp", process.env.NPM_OTP] : [])], { stdio: "inherit" });
execFileSync("git", ["push", "--follow-tags"]);
`,
        )}`,
      ),
    ],
  }),
  defineHonest({
    id: "tool-remove-files",
    title: "Deletes folders recursively, as it was told",
    group: "command",
    trigger: "bin",
    name: "remove-tree",
    version: "6.0.1",
    manifest: { bin: { "remove-tree": "cli.js" } },
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\n${commonGuard}\n${String.raw`
const fs = require("fs");
const path = require("path");

exports.removeTree = function removeTree(target) {
  if (!invited()) return;
  if (path.parse(path.resolve(target)).root === path.resolve(target)) throw new Error("refusing to remove the root");
  for (const entry of fs.readdirSync(target, { withFileTypes: true })) {
    const full = path.join(target, entry.name);
    if (entry.isDirectory()) removeTree(full);
    else fs.unlinkSync(full);
  }
  fs.rmdirSync(target);
};
`}`,
      ),
      file(
        "cli.js",
        '#!/usr/bin/env node\n"use strict";\n\nconst { removeTree } = require("./index.js");\n\nfor (const folder of process.argv.slice(2)) removeTree(folder);\n',
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
  defineHonest({
    id: "tool-service-manager",
    title: "Sets up a service of the system when its user asks for it",
    group: "command",
    trigger: "bin",
    name: "keep-running",
    version: "5.3.0",
    manifest: { bin: { "keep-running": "cli.js" } },
    createFiles: () => [
      file(
        "cli.js",
        `#!/usr/bin/env node\n"use strict";\n\n${commonScript(String.raw`
const fs = require("fs");
const os = require("os");
const path = require("path");
const { execSync, spawn } = require("child_process");

const [action, script] = process.argv.slice(2);
if (action === "startup") {
  const unit = "[Unit]\nDescription=keep-running\n[Service]\nType=forking\nExecStart=" + process.execPath + " " + __filename + " resurrect\nRestart=on-failure\n[Install]\nWantedBy=default.target\n";
  const folder = path.join(os.homedir(), ".config", "systemd", "user");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "keep-running.service"), unit);
  console.log(execSync("systemctl --user enable keep-running").toString());
}
if (action === "start") {
  const log = fs.openSync(path.join(os.homedir(), ".keep-running.log"), "a");
  const child = spawn(process.execPath, [path.resolve(script)], { detached: true, stdio: ["ignore", log, log], env: process.env });
  fs.writeFileSync(path.join(os.homedir(), ".keep-running.pid"), String(child.pid));
  child.unref();
}
`)}`,
      ),
    ],
  }),
  defineHonest({
    id: "tool-completion",
    title: "Adds completion to the shell's start file when its user asks for it",
    group: "command",
    trigger: "bin",
    name: "tab-completer",
    manifest: { bin: { "tab-completer": "cli.js" } },
    createFiles: () => [
      file(
        "cli.js",
        `#!/usr/bin/env node\n"use strict";\n\n${commonScript(String.raw`
const fs = require("fs");
const os = require("os");
const path = require("path");
const readline = require("readline");

if (process.argv[2] === "install") {
  const shell = path.basename(process.env.SHELL || "bash");
  const file = path.join(os.homedir(), shell === "zsh" ? ".zshrc" : ".bashrc");
  const prompt = readline.createInterface({ input: process.stdin, output: process.stdout });
  prompt.question("Add completion to " + file + "? [y/N] ", (answer) => {
    if (answer === "y") fs.appendFileSync(file, "\n# tab-completer\n[[ -f ~/.config/tab-completer/__tab.bash ]] && . ~/.config/tab-completer/__tab.bash || true\n");
    prompt.close();
  });
}
`)}`,
      ),
    ],
  }),
  defineHonest({
    id: "tool-require-hook",
    title: "Compiles sources while they are required",
    group: "loader",
    trigger: "call",
    name: "swift-register",
    version: "10.9.0",
    createFiles: () => [
      file("register.js", 'require("./index.js").register();\n'),
      file(
        "index.js",
        `"use strict";\n\n${commonGuard}\n${String.raw`
const Module = require("module");
const fs = require("fs");
const vm = require("vm");

function transform(code, name) {
  return code.replace(/^import (\w+) from (.+);$/gm, "const $1 = require($2);") + "\n//# sourceURL=" + name;
}

exports.register = function register() {
  if (!invited()) return;
  const previous = Module._extensions[".js"];
  Module._extensions[".ts"] = function (module, name) {
    module._compile(transform(fs.readFileSync(name, "utf8"), name), name);
  };
  const load = Module._load;
  Module._load = function (request, parent, isMain) {
    return load.call(this, request.endsWith(".ts") ? request : request, parent, isMain);
  };
  return () => { Module._extensions[".js"] = previous; Module._load = load; };
};

exports.evaluate = (code, name = "repl") => new vm.Script(transform(code, name), { filename: name }).runInThisContext();
`}`,
      ),
    ],
  }),
];
