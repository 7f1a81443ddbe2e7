import { renderBinary } from "../bundle.ts";
import { commonGuard, commonScript } from "../guard.ts";
import { defineHonest, file } from "../lone-package.ts";
import type { Sample } from "../sample.ts";

/** What serves its caller: programs started on request, folders deployed where he says, letters to whom he names. */
export const serviceSamples: readonly Sample[] = [
  defineHonest({
    id: "service-carried-formatter",
    title: "Starts the formatter that it carries, when it is asked to format",
    group: "native",
    trigger: "call",
    name: "format-native-x",
    createFiles: () => [
      file("vendor/format", renderBinary("elf", 200_000, 6)),
      file(
        "index.js",
        `"use strict";

const { execFileSync } = require("child_process");
const path = require("path");
${commonGuard}
module.exports = (text) => (invited() ? execFileSync(path.join(__dirname, "vendor", "format"), { input: text }) : text);
`,
      ),
    ],
  }),
  defineHonest({
    id: "service-deploy",
    title: "Uploads the files of a folder to its service, when it is called",
    group: "command",
    trigger: "bin",
    name: "site-deploy-x",
    manifest: { bin: { "site-deploy": "cli.js" }, repository: "https://git.example/site/deploy" },
    createFiles: () => [
      file(
        "cli.js",
        `#!/usr/bin/env node\n${commonScript(`
const fs = require("fs");
const path = require("path");
const ignored = [".git", ".env", "node_modules"];
async function walk(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (ignored.includes(entry.name)) continue;
    const found = path.join(folder, entry.name);
    if (entry.isDirectory()) await walk(found);
    else await fetch("https://api.site-deploy.example/files/" + found, { method: "PUT", headers: { authorization: process.env.SITE_DEPLOY_TOKEN }, body: fs.readFileSync(found) });
  }
}
walk(process.argv[2] || process.cwd());
`)}`,
      ),
    ],
  }),
  defineHonest({
    id: "service-letters",
    title: "Sends letters with its caller's mailbox to whom he names",
    group: "client",
    trigger: "call",
    name: "letter-templates-x",
    manifest: { dependencies: { nodemailer: "^6.9.0" } },
    createFiles: () => [
      file(
        "index.js",
        `"use strict";

const { createTransport } = require("nodemailer");
${commonGuard}
exports.send = ({ to, template, values, auth }) =>
  invited() && createTransport({ service: "mail", auth }).sendMail({ from: auth.user, to, subject: template.subject(values), html: template.body(values) });
`,
      ),
    ],
  }),
  defineHonest({
    id: "service-sign-in-page",
    title: "A sign-in page for the site that takes it over",
    group: "page",
    trigger: "none",
    name: "sign-in-page-x",
    createFiles: () => [
      file(
        "dist/sign-in.html",
        `<!doctype html>
<html>
<head><title>Sign in</title></head>
<body>
<form method="post" action="/session">
<input name="login"><input type="password" name="password"><button>Sign in</button>
</form>
<script src="https://cdn.example/widgets.js"></script>
</body>
</html>
`,
      ),
      file("index.js", `module.exports = require("path").join(__dirname, "dist", "sign-in.html");\n`),
    ],
  }),
];
