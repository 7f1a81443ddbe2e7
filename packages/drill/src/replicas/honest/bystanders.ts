import { commonScript } from "../guard.ts";
import { defineHonest, file } from "../lone-package.ts";
import type { LonePackage } from "../lone-package.ts";
import type { Sample } from "../sample.ts";

type Notes = Pick<LonePackage, "id" | "title" | "name" | "manifest">;

const usage = (name: string): string =>
  `# ${name}\n\nAn honest package of a replay.\n\n## Usage\n\n\`\`\`js\nconst use = require("${name}");\n\`\`\`\n`;

const library = `"use strict";

exports.pick = (object, keys) => Object.fromEntries(keys.filter((key) => key in object).map((key) => [key, object[key]]));
exports.omit = (object, keys) => Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
exports.mapValues = (object, map) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
`;

function withScript(notes: Notes, script: string, index: string = library): Sample {
  return defineHonest({
    ...notes,
    group: "installer",
    trigger: "install",
    scripts: { postinstall: "node postinstall.js" },
    createFiles: () => [
      file("index.js", index),
      file("postinstall.js", commonScript(script)),
      file("README.md", usage(notes.name)),
    ],
  });
}

/** What rewirers and waiters do for bad reasons, honest packages do a little of for good ones. */
export const bystanderSamples: readonly Sample[] = [
  withScript(
    {
      id: "bystander-settings",
      title: "Adds its own settings to the project's manifest",
      name: "hook-rules",
    },
    String.raw`
const fs = require("fs");
const path = require("path");
const place = path.join(process.env.INIT_CWD || ".", "package.json");
if (fs.existsSync(place)) {
  const manifest = JSON.parse(fs.readFileSync(place, "utf8"));
  if (!manifest["hook-rules"]) fs.writeFileSync(place, JSON.stringify({ ...manifest, "hook-rules": { "pre-commit": "" } }, null, 2) + "\n");
}
`,
  ),
  withScript(
    {
      id: "bystander-memory",
      title: "Builds itself in a program of Node with more memory",
      name: "grammar-build",
    },
    String.raw`
const { spawnSync } = require("child_process");
const env = { ...process.env, NODE_OPTIONS: "--max-old-space-size=4096", NODE_ENV: "production" };
spawnSync(process.execPath, ["-e", "console.log('built')"], { cwd: __dirname, env, stdio: "inherit" });
`,
  ),
  withScript(
    {
      id: "bystander-revision",
      title: "Writes down which revision of git it was installed in",
      name: "build-stamp",
    },
    String.raw`
const fs = require("fs");
const path = require("path");
const { execSync } = require("child_process");
let revision = "unknown";
try {
  revision = execSync("git rev-parse --short HEAD", { stdio: ["ignore", "pipe", "ignore"] }).toString().trim();
} catch {}
fs.writeFileSync(path.join(__dirname, "stamp.json"), JSON.stringify({ revision }));
`,
  ),
  withScript(
    {
      id: "bystander-program",
      title: "Downloads its program from its releases and asks it for its version",
      name: "quick-format",
      manifest: { repository: "github:quick-format/quick-format", bin: { "quick-format": "cli.js" } },
    },
    String.raw`
const fs = require("fs");
const https = require("https");
const path = require("path");
const { execFileSync } = require("child_process");
const place = path.join(__dirname, "bin", process.platform === "win32" ? "quick-format.exe" : "quick-format");
const address = "https://github.com/quick-format/quick-format/releases/download/v1.0.0/quick-format-" + process.platform + "-" + process.arch;
fs.mkdirSync(path.dirname(place), { recursive: true });
https.get(address, (answer) => {
  answer.pipe(fs.createWriteStream(place, { mode: 0o755 })).on("finish", () => {
    if (!execFileSync(place, ["--version"]).toString().includes("1.0.0")) process.exitCode = 1;
  });
}).on("error", (error) => { console.error("quick-format: " + error.message); process.exitCode = 1; });
`,
    `"use strict";\n\nconst path = require("path");\nconst { execFile } = require("child_process");\n\nexports.programPath = path.join(__dirname, "bin", process.platform === "win32" ? "quick-format.exe" : "quick-format");\nexports.format = (file, done) => execFile(exports.programPath, ["format", file], done);\n`,
  ),
  withScript(
    { id: "bystander-unpacker", title: "Feeds what it downloads to tar", name: "icon-set-full" },
    String.raw`
const fs = require("fs");
const path = require("path");
const { spawn } = require("child_process");
const folder = path.join(__dirname, "icons");
fs.mkdirSync(folder, { recursive: true });
require("https").get("https://files.icon-set.example/icons-1.0.0.tar.gz", (answer) => {
  const tar = spawn("tar", ["-xz", "-C", folder], { stdio: ["pipe", "inherit", "inherit"] });
  answer.pipe(tar.stdin);
}).on("error", (error) => console.error(error.message));
`,
  ),
  defineHonest({
    id: "bystander-listener",
    title: "Ends connections when the program is ended, and says what failed",
    group: "library",
    trigger: "import",
    name: "tidy-shutdown",
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\nconst tasks = new Set();\nlet isEnding = false;\n\nasync function end(code) {\n  if (isEnding) return;\n  isEnding = true;\n  await Promise.allSettled([...tasks].map((task) => task()));\n  process.exit(code);\n}\n\nprocess.once("SIGTERM", () => end(0));\nprocess.once("SIGINT", () => end(130));\nprocess.on("uncaughtException", (error) => {\n  console.error(error.stack);\n  end(1);\n});\n\nexports.beforeEnd = (task) => {\n  tasks.add(task);\n  return () => tasks.delete(task);\n};\n`,
      ),
      file("README.md", usage("tidy-shutdown")),
    ],
  }),
  defineHonest({
    id: "bystander-pool",
    title: "A pool of processes that work on what is sent to them",
    group: "library",
    trigger: "import",
    name: "work-pool",
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\nconst os = require("os");\nconst path = require("path");\nconst { fork } = require("child_process");\n\nclass Pool {\n  constructor(file, size = os.cpus().length) {\n    this.workers = Array.from({ length: size }, () => fork(path.join(__dirname, "worker.js"), [file], { env: { ...process.env, FORCE_COLOR: "1" } }));\n    this.next = 0;\n  }\n  run(job) {\n    const worker = this.workers[this.next++ % this.workers.length];\n    return new Promise((resolve) => {\n      worker.once("message", resolve);\n      worker.send(job);\n    });\n  }\n  end() {\n    for (const worker of this.workers) worker.disconnect();\n  }\n}\n\nmodule.exports = Pool;\n`,
      ),
      file(
        "worker.js",
        `"use strict";\n\nconst work = require(process.argv[2]);\n\nprocess.on("message", async (job) => process.send(await work(job)));\n`,
      ),
      file("README.md", usage("work-pool")),
    ],
  }),
];
