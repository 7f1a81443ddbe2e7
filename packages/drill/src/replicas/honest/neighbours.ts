import { renderBinary } from "../bundle.ts";
import { browserGuard, commonGuard, commonScript, guardCommand, moduleScript } from "../guard.ts";
import { defineHonest, file } from "../lone-package.ts";
import type { Sample } from "../sample.ts";

/** Honest packages that take the rarer ways: bindings, computed imports, keychains, desktop programs, pages, contracts. */
export const neighbourSamples: readonly Sample[] = [
  defineHonest({
    id: "neighbour-inline-hook",
    title: "A hook with a message as an argument of Node",
    group: "installer",
    trigger: "install",
    name: "grid-kit-react",
    version: "9.0.1",
    scripts: {
      postinstall: guardCommand(
        "node -e \"console.log('Since version 9 grid-kit-react wants React 18; see https://grid-kit.example/nine')\"",
      ),
    },
    createFiles: () => [
      file("index.js", '"use strict";\n\nexports.Grid = ({ rows }) => ({ type: "table", rows });\n'),
    ],
  }),
  defineHonest({
    id: "neighbour-addon-loader",
    title: "Chooses its native library by platform, as a generator of addons writes it",
    group: "native",
    trigger: "import",
    name: "swift-parse",
    version: "1.6.0",
    manifest: {
      optionalDependencies: { "@swift-parse/linux-x64-gnu": "1.6.0", "@swift-parse/darwin-arm64": "1.6.0" },
    },
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\n${commonGuard}\n${String.raw`
const { existsSync, readFileSync } = require("fs");
const { join } = require("path");
const { platform, arch } = process;

function isMusl() {
  if (!process.report || typeof process.report.getReport !== "function") {
    try {
      return readFileSync("/usr/bin/ldd", "utf8").includes("musl");
    } catch {
      return true;
    }
  }
  return !process.report.getReport().header.glibcVersionRuntime;
}

let nativeBinding = null;
let loadError = null;
const name = platform + "-" + arch + (platform === "linux" ? (isMusl() ? "-musl" : "-gnu") : "");
try {
  if (invited()) nativeBinding = existsSync(join(__dirname, "swift-parse." + name + ".node")) ? require("./swift-parse." + name + ".node") : require("@swift-parse/" + name);
} catch (error) {
  loadError = error;
}
if (!nativeBinding && process.env.SWIFT_PARSE_DEBUG) throw loadError;
module.exports.parse = (text) => nativeBinding.parse(text);
`}`,
      ),
      file("swift-parse.linux-x64-gnu.node", renderBinary("elf", 220_000, 61)),
    ],
  }),
  defineHonest({
    id: "neighbour-computed-import",
    title: "Loads the plugins that its settings name, from the project",
    group: "loader",
    trigger: "call",
    name: "plug-host",
    version: "3.0.2",
    manifest: { type: "module" },
    createFiles: () => [
      file(
        "index.js",
        String.raw`import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

export async function loadPlugins(names, root = process.cwd()) {
  const need = createRequire(path.join(root, "package.json"));
  const found = names.map((name) => (name.startsWith("plug-host-plugin-") || name.startsWith("@") ? name : "plug-host-plugin-" + name));
  return Promise.all(found.map(async (name) => (await import(pathToFileURL(need.resolve(name)).href)).default));
}
`,
      ),
    ],
  }),
  defineHonest({
    id: "neighbour-engine-binding",
    title: "Repairs calls for files through the engine's own binding on old versions",
    group: "polyfill",
    trigger: "import",
    name: "steady-fs",
    version: "4.2.11",
    createFiles: () => [
      file(
        "index.js",
        String.raw`"use strict";

const fs = require("fs");

module.exports = patch({ ...fs });

function patch(target) {
  const open = target.open;
  target.open = (path, flags, mode, done) => open(path, flags, mode, (error, descriptor) => {
    if (error && (error.code === "EMFILE" || error.code === "ENFILE")) setTimeout(target.open, 10, path, flags, mode, done);
    else done(error, descriptor);
  });
  if (process.env.STEADY_FS_PLATFORM === "linux" && process.binding("constants").fs) target.constants = process.binding("constants").fs;
  if (!target.lchmod) target.lchmod = (path, mode, done) => done && process.nextTick(done);
  return target;
}
`,
      ),
    ],
  }),
  defineHonest({
    id: "neighbour-keychain",
    title: "Keeps its user's secrets in the system's keychain",
    group: "credentials",
    trigger: "call",
    name: "secret-keeper",
    version: "7.9.0",
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\n${commonGuard}\n${String.raw`
const { execFileSync } = require("child_process");

exports.getPassword = (service, account) => {
  if (!invited()) return undefined;
  if (process.platform === "darwin") return execFileSync("security", ["find-generic-password", "-s", service, "-a", account, "-w"], { encoding: "utf8" }).trim();
  if (process.platform === "linux") return execFileSync("secret-tool", ["lookup", "service", service, "account", account], { encoding: "utf8" });
  return undefined;
};
exports.setPassword = (service, account, password) => invited() && execFileSync("security", ["add-generic-password", "-U", "-s", service, "-a", account, "-w", password]);
`}`,
      ),
    ],
  }),
  defineHonest({
    id: "neighbour-desktop-updater",
    title: "Updates a desktop program with a signed file from the address that its maker set",
    group: "network",
    trigger: "call",
    name: "desk-updater",
    version: "6.3.4",
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\n${commonGuard}\n${String.raw`
const crypto = require("crypto");
const fs = require("fs");
const https = require("https");
const os = require("os");
const path = require("path");
const { spawn } = require("child_process");

exports.update = async ({ feed, publicKey, current }) => {
  if (!invited()) return false;
  const { version, file, signature } = await (await fetch(feed + "/latest.json")).json();
  if (version === current) return false;
  const target = path.join(os.tmpdir(), path.basename(file));
  await new Promise((resolve, reject) => https.get(feed + "/" + file, (response) => response.pipe(fs.createWriteStream(target)).on("finish", resolve).on("error", reject)));
  if (!crypto.verify("sha512", fs.readFileSync(target), publicKey, Buffer.from(signature, "base64"))) throw new Error("The update is not signed by its maker");
  spawn(target, ["--updated"], { detached: true, stdio: "ignore" }).unref();
  return true;
};
`}`,
      ),
    ],
  }),
  defineHonest({
    id: "neighbour-contract-reader",
    title: "Reads prices of tokens from contracts",
    group: "wallet",
    trigger: "call",
    name: "price-of-token",
    version: "2.2.0",
    createFiles: () => [
      file(
        "index.js",
        String.raw`"use strict";

const { ethers } = require("ethers");
const abi = ["function latestAnswer() view returns (int256)", "function symbol() view returns (string)"];

exports.priceOf = async (address, provider = ethers.getDefaultProvider("mainnet")) => {
  const contract = new ethers.Contract(address, abi, provider);
  const [answer, symbol] = await Promise.all([contract.latestAnswer(), contract.symbol()]);
  return { symbol, price: Number(answer) / 1e8 };
};
exports.feeds = { ETH: "0x5f4eC3Df9cbd43714FE2740f5E3616155c5b8419", BTC: "0xF4030086522a5bEEa4988F8cA5B36dbC97BeE88c" };
`,
      ),
    ],
  }),
  defineHonest({
    id: "neighbour-consent",
    title: "Asks for consent, keeps it in cookies and storage, and tells the site's own server",
    group: "page",
    trigger: "browser",
    name: "consent-bar",
    version: "3.1.1",
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\n${browserGuard}\n${String.raw`
exports.ask = ({ endpoint, text }) => {
  if (!invited() || typeof document === "undefined") return;
  const known = document.cookie.split("; ").find((pair) => pair.startsWith("consent="));
  if (known || localStorage.getItem("consent")) return;
  const bar = document.createElement("div");
  bar.textContent = text;
  bar.addEventListener("click", () => {
    document.cookie = "consent=yes; max-age=31536000; samesite=lax";
    localStorage.setItem("consent", "yes");
    if (endpoint) fetch(endpoint, { method: "POST", body: JSON.stringify({ consent: true, page: location.pathname }) });
    bar.remove();
  });
  document.body.append(bar);
};
`}`,
      ),
    ],
  }),
  defineHonest({
    id: "neighbour-scaffold",
    title: "Creates a project: asks, writes files, installs packages and starts a repository",
    group: "command",
    trigger: "bin",
    name: "create-frame-app",
    version: "14.0.0",
    manifest: { type: "module", bin: { "create-frame-app": "index.js" } },
    createFiles: () => [
      file(
        "index.js",
        `#!/usr/bin/env node\n${moduleScript(
          'import fs from "node:fs";\nimport path from "node:path";\nimport { execSync, spawnSync } from "node:child_process";',
          String.raw`
const name = process.argv[2] || "my-app";
const agent = (process.env.npm_config_user_agent || "npm").split("/")[0];
fs.mkdirSync(name, { recursive: true });
fs.writeFileSync(path.join(name, "package.json"), JSON.stringify({ name, private: true, scripts: { dev: "frame dev" }, dependencies: { "frame-kit": "^14.0.0" } }, null, 2));
fs.mkdirSync(path.join(name, ".vscode"), { recursive: true });
fs.writeFileSync(path.join(name, ".vscode", "settings.json"), JSON.stringify({ "editor.formatOnSave": true }));
spawnSync(agent, ["install"], { cwd: name, stdio: "inherit", shell: process.platform === "win32" });
execSync("git init && git add -A && git commit -m \"Start\"", { cwd: name, stdio: "ignore" });
`,
        )}`,
      ),
      file("template/README.md", "# my-app\n"),
    ],
  }),
  defineHonest({
    id: "neighbour-postinstall-copy",
    title: "A hook that writes a generated client into its own folder from the project's schema",
    group: "installer",
    trigger: "install",
    name: "schema-client",
    version: "5.14.0",
    scripts: { postinstall: "node scripts/postinstall.js" },
    createFiles: () => [
      file("index.js", '"use strict";\n\nmodule.exports = { ...require("./runtime/library.js") };\n'),
      file(
        "runtime/library.js",
        '"use strict";\n\nexports.Client = class Client { query(text) { return text.length; } };\n',
      ),
      file(
        "scripts/postinstall.js",
        commonScript(String.raw`
const fs = require("fs");
const path = require("path");
const { spawnSync } = require("child_process");
const root = process.env.INIT_CWD || process.cwd();
const schema = path.join(root, "schema.client");
if (!process.env.SCHEMA_SKIP_POSTINSTALL_GENERATE && fs.existsSync(schema)) {
  const local = path.join(root, "node_modules", ".bin", "schema-client");
  const { status } = spawnSync(fs.existsSync(local) ? local : "schema-client", ["generate", "--schema", schema], { stdio: "inherit", cwd: root });
  if (status !== 0) console.warn("schema-client: run \"npx schema-client generate\" yourself");
}
fs.mkdirSync(path.join(__dirname, "..", ".client"), { recursive: true });
fs.writeFileSync(path.join(__dirname, "..", ".client", "index.js"), "module.exports = {};\n");
`),
      ),
    ],
  }),
];
