import { renderBinary } from "../bundle.ts";
import { commonGuard, commonScript } from "../guard.ts";
import { defineHonest, file } from "../lone-package.ts";
import type { Sample } from "../sample.ts";

const readme = (name: string): ReturnType<typeof file> =>
  file("README.md", `# ${name}\n\nAn honest package of a replay.\n`);

/** Packages with good reasons for a hook: they bring or build a program. */
export const installerSamples: readonly Sample[] = [
  defineHonest({
    id: "installer-platform-program",
    title: "Takes the program for the platform from an optional package, or downloads and verifies it",
    group: "installer",
    trigger: "install",
    name: "quickbuild",
    version: "0.21.5",
    scripts: { postinstall: "node install.js" },
    manifest: {
      bin: { quickbuild: "bin/quickbuild" },
      optionalDependencies: { "@quickbuild/linux-x64": "0.21.5", "@quickbuild/darwin-arm64": "0.21.5" },
    },
    createFiles: () => [
      file(
        "bin/quickbuild",
        '#!/usr/bin/env node\n"use strict";\n\nconst { programPath } = require("../lib/platform.js");\nrequire("child_process").execFileSync(programPath(), process.argv.slice(2), { stdio: "inherit" });\n',
      ),
      file(
        "lib/platform.js",
        '"use strict";\n\nconst path = require("path");\nconst names = { "linux x64": "@quickbuild/linux-x64", "darwin arm64": "@quickbuild/darwin-arm64" };\n\nexports.packageName = () => names[process.platform + " " + process.arch];\nexports.programPath = () => path.join(__dirname, "..", "vendor", "quickbuild");\n',
      ),
      file(
        "lib/main.js",
        '"use strict";\n\nconst { spawn } = require("child_process");\nconst { programPath } = require("./platform.js");\n\nexports.build = (options) => spawn(programPath(), ["--service"], { windowsHide: true, stdio: ["pipe", "pipe", "inherit"], cwd: options.root });\n',
      ),
      file("install.js", platformInstaller),
      file(
        "checksums.json",
        '{ "checksums": { "@quickbuild/linux-x64": "0000", "@quickbuild/darwin-arm64": "0000" } }\n',
      ),
      readme("quickbuild"),
    ],
  }),
  defineHonest({
    id: "installer-prebuild",
    title: "Takes a built addon, or builds it from C++ sources",
    group: "installer",
    trigger: "install",
    name: "fast-hash-native",
    version: "3.2.0",
    scripts: { install: "prebuild-install || node-gyp rebuild" },
    manifest: { dependencies: { "prebuild-install": "^7.1.1", bindings: "^1.5.0" }, gypfile: true },
    createFiles: () => [
      file(
        "binding.gyp",
        '{\n  "targets": [\n    {\n      "target_name": "hash",\n      "sources": ["src/hash.cc", "src/table.cc"],\n      "include_dirs": ["<!(node -p \\"require(\'node-addon-api\').include_dir\\")"],\n      "cflags!": ["-fno-exceptions"]\n    }\n  ]\n}\n',
      ),
      file(
        "src/hash.cc",
        "#include <napi.h>\n\nNapi::Object Init(Napi::Env env, Napi::Object exports) { return exports; }\nNODE_API_MODULE(hash, Init)\n",
      ),
      file("src/table.cc", "// Tables of the hash.\nstatic const int table[256] = {0};\n"),
      file("index.js", '"use strict";\n\nmodule.exports = require("bindings")("hash");\n'),
      readme("fast-hash-native"),
    ],
  }),
  defineHonest({
    id: "installer-shipped-addon",
    title: "Ships addons built for each platform and chooses among them",
    group: "installer",
    trigger: "install",
    name: "utf-check-native",
    version: "6.0.4",
    scripts: { install: "node-gyp-build" },
    manifest: { dependencies: { "node-gyp-build": "^4.8.0" } },
    createFiles: () => [
      file(
        "binding.gyp",
        '{ "targets": [{ "target_name": "validation", "sources": ["src/validation.c"], "cflags": ["-O3"] }] }\n',
      ),
      file("src/validation.c", "#include <node_api.h>\n\nNAPI_MODULE_INIT() { return exports; }\n"),
      file("prebuilds/linux-x64/node.napi.node", renderBinary("elf", 26_000, 1)),
      file("prebuilds/win32-x64/node.napi.node", renderBinary("pe", 24_000, 2)),
      file("prebuilds/darwin-arm64/node.napi.node", renderBinary("macho", 25_000, 3)),
      file(
        "index.js",
        '"use strict";\n\ntry {\n  module.exports = require("node-gyp-build")(__dirname);\n} catch (error) {\n  module.exports = require("./fallback.js");\n}\n',
      ),
      file("fallback.js", '"use strict";\n\nmodule.exports = (bytes) => !bytes.includes(0xff);\n'),
      readme("utf-check-native"),
    ],
  }),
  defineHonest({
    id: "installer-gyp-action",
    title: "A binding.gyp that generates a header with a script of its own",
    group: "installer",
    trigger: "install",
    name: "sql-engine-native",
    version: "11.1.0",
    createFiles: () => [
      file(
        "binding.gyp",
        '{\n  "targets": [\n    {\n      "target_name": "copy_sources",\n      "type": "none",\n      "actions": [{ "action_name": "extract", "inputs": ["deps/engine.h.in"], "outputs": ["<(SHARED_INTERMEDIATE_DIR)/engine.h"], "action": ["node", "deps/generate.js", "<(SHARED_INTERMEDIATE_DIR)"] }]\n    },\n    { "target_name": "engine", "dependencies": ["copy_sources"], "sources": ["src/engine.cpp"] }\n  ]\n}\n',
      ),
      file("deps/engine.h.in", '#define ENGINE_VERSION "@VERSION@"\n'),
      file(
        "deps/generate.js",
        commonScript(
          'const fs = require("fs");\nconst path = require("path");\nconst text = fs.readFileSync(path.join(__dirname, "engine.h.in"), "utf8").replace("@VERSION@", require("../package.json").version);\nfs.mkdirSync(process.argv[2], { recursive: true });\nfs.writeFileSync(path.join(process.argv[2], "engine.h"), text);',
        ),
      ),
      file("src/engine.cpp", '#include "engine.h"\n#include <node.h>\n\nNODE_MODULE_INIT() {}\n'),
      file("index.js", '"use strict";\n\nmodule.exports = require("bindings")("engine");\n'),
      readme("sql-engine-native"),
    ],
  }),
  defineHonest({
    id: "installer-browser",
    title: "Downloads a browser to a cache in the home folder",
    group: "installer",
    trigger: "install",
    name: "headless-pilot",
    version: "22.1.0",
    scripts: { postinstall: "node install.mjs" },
    createFiles: () => [
      file(
        "install.mjs",
        'import { downloadBrowser } from "./lib/install.js";\n\nif (!process.env.HEADLESS_PILOT_SKIP_DOWNLOAD) await downloadBrowser();\n',
      ),
      file(
        "lib/install.js",
        `"use strict";\n\n${commonGuard}${String.raw`
const fs = require("fs");
const https = require("https");
const os = require("os");
const path = require("path");
const { spawnSync } = require("child_process");
const ProgressBar = require("progress");

const revision = "1250580";
const hosts = { linux: "linux64", darwin: "mac-arm64", win32: "win64" };

exports.downloadBrowser = async function () {
  if (!invited()) return;
  const proxy = process.env.HTTPS_PROXY || process.env.npm_config_https_proxy;
  const cache = process.env.PILOT_CACHE_DIR || path.join(os.homedir(), ".cache", "headless-pilot");
  const target = path.join(cache, revision + ".zip");
  fs.mkdirSync(cache, { recursive: true });
  const url = "https://storage.browsers.example/chrome-for-testing/" + revision + "/" + hosts[process.platform] + ".zip";
  await new Promise((resolve, reject) => {
    https.get(url, { agent: proxy ? new (require("https-proxy-agent").HttpsProxyAgent)(proxy) : undefined }, (response) => {
      const bar = new ProgressBar("Downloading [:bar] :percent", { total: Number(response.headers["content-length"]) });
      response.on("data", (chunk) => bar.tick(chunk.length));
      response.pipe(fs.createWriteStream(target)).on("finish", resolve).on("error", reject);
    }).on("error", reject);
  });
  spawnSync("unzip", ["-q", target, "-d", cache]);
  fs.chmodSync(path.join(cache, "chrome"), 0o755);
  fs.unlinkSync(target);
};
`}`,
      ),
      file(
        "index.js",
        '"use strict";\n\nconst { spawn } = require("child_process");\n\nexports.launch = (program, args) => spawn(program, ["--headless", "--remote-debugging-port=0", ...args], { detached: true });\n',
      ),
      readme("headless-pilot"),
    ],
  }),
];

const platformInstaller = `"use strict";\n\n${commonScript(String.raw`
const crypto = require("crypto");
const fs = require("fs");
const https = require("https");
const path = require("path");
const zlib = require("zlib");
const { packageName, programPath } = require("./lib/platform.js");
const { checksums } = require("./checksums.json");

function fetchBytes(url) {
  return new Promise((resolve, reject) => {
    https.get(url, (response) => {
      if (response.statusCode === 301 || response.statusCode === 302) return fetchBytes(response.headers.location).then(resolve, reject);
      if (response.statusCode !== 200) return reject(new Error("Server responded with " + response.statusCode));
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve(Buffer.concat(chunks)));
    }).on("error", reject);
  });
}

async function downloadDirectly(name) {
  const version = require("./package.json").version;
  const base = process.env.npm_config_registry || "https://registry.example";
  const bytes = zlib.gunzipSync(await fetchBytes(base + "/" + name + "/-/" + name.split("/")[1] + "-" + version + ".tgz"));
  const digest = crypto.createHash("sha256").update(bytes).digest("hex");
  if (digest !== checksums[name]) throw new Error("Checksum mismatch for " + name);
  fs.mkdirSync(path.dirname(programPath()), { recursive: true });
  fs.writeFileSync(programPath(), bytes);
  fs.chmodSync(programPath(), 0o755);
}

const name = packageName();
try {
  require.resolve(name + "/package.json");
} catch {
  console.error("[quickbuild] Trying to download " + name);
  downloadDirectly(name).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
`)}`;
