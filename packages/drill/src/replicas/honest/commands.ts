import { commonGuard, commonScript, moduleScript } from "../guard.ts";
import { defineHonest, file } from "../lone-package.ts";
import type { Sample } from "../sample.ts";

/** Commands that start programs, write settings and delete files, because that is what they are for. */
export const commandSamples: readonly Sample[] = [
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
