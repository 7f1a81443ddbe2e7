import { commonScript, guardCommand } from "../guard.ts";
import { defineHonest, file } from "../lone-package.ts";
import type { Sample } from "../sample.ts";

const readme = (name: string): ReturnType<typeof file> =>
  file("README.md", `# ${name}\n\nAn honest package of a replay.\n`);

/** Packages with good reasons for a hook: they say, check or set up something. */
export const hookSamples: readonly Sample[] = [
  defineHonest({
    id: "installer-banner",
    title: "Prints a thank-you after an install, unless told not to",
    group: "installer",
    trigger: "install",
    name: "core-shims",
    version: "3.38.0",
    scripts: { postinstall: "node -e \"try{require('./postinstall')}catch(e){}\"" },
    createFiles: () => [
      file(
        "postinstall.js",
        `"use strict";\n\n${commonScript(String.raw`
const fs = require("fs");
const os = require("os");
const path = require("path");
const env = process.env;
const silent = !!env.DISABLE_OPENCOLLECTIVE || !!env.ADBLOCK || ["BUILD_NUMBER", "CI", "CONTINUOUS_INTEGRATION", "DRONE", "RUN_ID"].some((name) => env[name]);

function isFirstTime() {
  const file = path.join(os.tmpdir(), "core-shims-banners");
  let seen = [];
  try {
    if (Date.now() - fs.statSync(file).mtime < 1000 * 60) seen = JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    seen = [];
  }
  if (seen.includes("core-shims")) return false;
  fs.writeFileSync(file, JSON.stringify([...seen, "core-shims"]), "utf8");
  return true;
}

if (!silent && isFirstTime()) console.log("\u001B[96mThank you for using core-shims!\u001B[0m\nPlease consider supporting it: \u001B[94mhttps://opencollective.example/core-shims\u001B[0m\n");
`)}`,
      ),
      file(
        "index.js",
        '"use strict";\n\nif (!Array.prototype.at) {\n  Object.defineProperty(Array.prototype, "at", { value(index) { return this[index < 0 ? this.length + index : index]; }, writable: true, configurable: true });\n}\nif (typeof globalThis.structuredClone !== "function") globalThis.structuredClone = (value) => JSON.parse(JSON.stringify(value));\n',
      ),
      readme("core-shims"),
    ],
  }),
  defineHonest({
    id: "installer-git-hooks",
    title: "Sets up git hooks for the project that asks for it",
    group: "installer",
    trigger: "bin",
    name: "hooks-dog",
    version: "9.1.4",
    manifest: { bin: { "hooks-dog": "bin.js" }, scripts: { prepare: "node bin.js" } },
    createFiles: () => [
      file(
        "bin.js",
        `#!/usr/bin/env node\n"use strict";\n\n${commonScript(String.raw`
const fs = require("fs");
const path = require("path");
const { spawnSync } = require("child_process");

if (process.env.HOOKS_DOG === "0") process.exit(0);
if (!fs.existsSync(".git")) {
  console.log(".git can't be found");
  process.exit(0);
}
const folder = path.join(".hooks-dog", "_");
const { status, stderr } = spawnSync("git", ["config", "core.hooksPath", folder]);
if (status === null) console.log("git command not found");
if (status) console.error(String(stderr));
fs.mkdirSync(folder, { recursive: true });
fs.writeFileSync(path.join(folder, ".gitignore"), "*");
for (const hook of ["pre-commit", "commit-msg", "pre-push"]) fs.writeFileSync(path.join(folder, hook), '#!/usr/bin/env sh\n. "$(dirname "$0")/h"', { mode: 0o755 });
fs.writeFileSync(path.join(".hooks-dog", "pre-commit"), "npm test\n");
`)}`,
      ),
      file("index.js", '"use strict";\n\nmodule.exports = {};\n'),
      readme("hooks-dog"),
    ],
  }),
  defineHonest({
    id: "installer-patches",
    title: "Applies the project's patches to installed packages",
    group: "installer",
    trigger: "bin",
    name: "patch-modules",
    version: "8.0.0",
    manifest: { bin: { "patch-modules": "index.js" } },
    createFiles: () => [
      file(
        "index.js",
        `#!/usr/bin/env node\n"use strict";\n\n${commonScript(String.raw`
const fs = require("fs");
const path = require("path");
const { spawnSync } = require("child_process");

const folder = path.join(process.cwd(), "patches");
for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
  const result = spawnSync("git", ["apply", "--directory", "node_modules", path.join(folder, name)], { encoding: "utf8" });
  if (result.status !== 0) {
    console.error(result.stderr);
    process.exitCode = 1;
  }
}
`)}`,
      ),
      readme("patch-modules"),
    ],
  }),
  defineHonest({
    id: "installer-sponsor-line",
    title: "A hook of one line that ends well whatever happens",
    group: "installer",
    trigger: "install",
    name: "form-kit-vue",
    version: "2.7.0",
    scripts: {
      postinstall: "node -e \"console.log('form-kit: see https://form-kit.example/upgrade')\" || exit 0",
    },
    createFiles: () => [
      file(
        "index.js",
        '"use strict";\n\nmodule.exports = { install(app) { app.component("form-field", {}); } };\n',
      ),
      readme("form-kit-vue"),
    ],
  }),
  defineHonest({
    id: "installer-version-check",
    title: "A hook that checks the version of Node and copies a worker",
    group: "installer",
    trigger: "install",
    name: "service-mock",
    version: "2.4.1",
    scripts: {
      preinstall: guardCommand(
        "node -e \"if(parseInt(process.versions.node)<18){console.error('Node 18 is needed');process.exit(1)}\"",
      ),
      postinstall: "node ./config/postinstall.js",
    },
    createFiles: () => [
      file(
        "config/postinstall.js",
        commonScript(String.raw`
const fs = require("fs");
const path = require("path");
const root = process.env.INIT_CWD || path.resolve(__dirname, "..", "..", "..");
const manifest = path.join(root, "package.json");
if (fs.existsSync(manifest)) {
  const folders = (JSON.parse(fs.readFileSync(manifest, "utf8")).serviceMock || {}).workerDirectory || [];
  for (const folder of [].concat(folders)) fs.copyFileSync(path.join(__dirname, "..", "worker.js"), path.join(root, folder, "worker.js"));
}
`),
      ),
      file(
        "worker.js",
        'self.addEventListener("fetch", (event) => event.respondWith(fetch(event.request)));\n',
      ),
      file(
        "index.js",
        `"use strict";\n\nconst original = globalThis.fetch;\n\nexports.start = (handlers) => {\n  globalThis.fetch = async (input, init) => {\n    const request = new Request(input, init);\n    const handler = handlers.find((each) => each.matches(request));\n    return handler ? handler.respond(request) : original(request);\n  };\n  if (typeof XMLHttpRequest !== "undefined") {\n    const send = XMLHttpRequest.prototype.send;\n    XMLHttpRequest.prototype.send = function (body) { return send.call(this, body); };\n  }\n};\nexports.stop = () => { globalThis.fetch = original; };\n`,
      ),
      readme("service-mock"),
    ],
  }),
];
