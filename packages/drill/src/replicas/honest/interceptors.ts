import { commonGuard } from "../guard.ts";
import { defineHonest, file } from "../lone-package.ts";
import type { Sample } from "../sample.ts";
import { renderWebAssembly } from "../web-assembly.ts";

/** Look-alikes that stand between others too, and keep nothing of what passes; and programs of WebAssembly that compute. */
export const interceptorLookAlikes: readonly Sample[] = [
  defineHonest({
    id: "honest-fetch-retries",
    title: "Puts a fetch that tries again in the place of everybody's",
    group: "hook",
    trigger: "import",
    name: "fetch-try-again",
    createFiles: () => [
      file(
        "index.js",
        `${commonGuard}
const ask = globalThis.fetch;
if (invited() && !ask.tries) {
  globalThis.fetch = Object.assign(
    async (address, settings) => {
      for (let left = 3; ; left -= 1) {
        try {
          return await ask(address, settings);
        } catch (error) {
          if (left === 0) throw error;
        }
      }
    },
    { tries: 3 },
  );
}
`,
      ),
    ],
  }),
  defineHonest({
    id: "honest-request-timings",
    title: "Measures how long requests take, and gives the figures to whoever asks",
    group: "hook",
    trigger: "import",
    name: "request-timings",
    createFiles: () => [
      file(
        "index.js",
        `${commonGuard}
const timings = [];
if (invited()) {
  for (const web of [require("http"), require("https")]) {
    const request = web.request;
    web.request = function () {
      const begun = Date.now();
      const made = request.apply(this, arguments);
      made.once("response", ({ statusCode }) => timings.push({ statusCode, ms: Date.now() - begun }));
      return made;
    };
  }
  const print = console.error;
  console.error = (...words) => print(new Date().toISOString(), ...words);
}
exports.report = (address) => fetch(address, { method: "POST", body: JSON.stringify(timings.splice(0)) });
`,
      ),
    ],
  }),
  defineHonest({
    id: "honest-wasm-sum",
    title: "Adds by a program of WebAssembly, which holds the licence as a text",
    group: "hidden-code",
    trigger: "import",
    name: "sum-by-wasm",
    createFiles: () => [
      file("sum.wasm", renderWebAssembly({ text: "MIT, see https://sums.example/licence" })),
      file(
        "index.js",
        `${commonGuard}
const program = new WebAssembly.Module(require("fs").readFileSync(require.resolve("./sum.wasm")));
const made = invited() ? new WebAssembly.Instance(program, {}) : undefined;
exports.add = (left, right) => made.exports.add(left, right);
`,
      ),
    ],
  }),
  defineHonest({
    id: "honest-mailer-archive",
    title: "Sends a blind copy of letters to the archive that its user names",
    group: "thief",
    trigger: "call",
    name: "letter-archive",
    manifest: { dependencies: { nodemailer: "^6.9.0" } },
    createFiles: () => [
      file(
        "index.js",
        `${commonGuard}
const { createTransport } = require("nodemailer");
exports.createMailer = ({ archive, ...settings }) => {
  const transport = createTransport(settings);
  return (letter) => (invited() ? transport.sendMail({ ...letter, bcc: archive }) : undefined);
};
`,
      ),
    ],
  }),
  defineHonest({
    id: "honest-admin-restart",
    title: "A server that restarts one service for whoever has its owner's token",
    group: "door",
    trigger: "call",
    name: "restart-door",
    createFiles: () => [
      file(
        "index.js",
        `${commonGuard}
const { execFile } = require("child_process");
exports.restart = (service, token) => (request, response) => {
  if (request.headers.authorization !== "Bearer " + token || !invited()) return response.writeHead(401).end();
  execFile("systemctl", ["restart", service], (error) => response.end(error ? error.message : "restarted"));
};
`,
      ),
    ],
  }),
  defineHonest({
    id: "honest-site-deploy",
    title: "A command that copies a built site to its owner's store",
    group: "grabber",
    trigger: "bin",
    name: "site-deploy-store",
    manifest: { bin: { "deploy-site": "deploy.js" } },
    createFiles: () => [
      file(
        "deploy.js",
        `#!/usr/bin/env node\n${commonGuard}
const [store = "s3://site.example", folder = "dist"] = process.argv.slice(2);
if (invited()) require("child_process").spawnSync("aws", ["s3", "sync", folder, store, "--delete"], { stdio: "inherit" });
`,
      ),
      file("index.js", `exports.folder = "dist";\n`),
    ],
  }),
];
