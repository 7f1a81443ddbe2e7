import { Buffer } from "node:buffer";

import { expect, test } from "vitest";

import { subjectOf } from "../../test/sample.ts";
import { loaded } from "../../test/test-detector.ts";
import { detect } from "../detect.ts";
import { encodedPayload } from "./index.ts";

const program = `const fs = require("fs");
const os = require("os");
const { parentPort } = require("worker_threads");
parentPort.on("message", (text) => { fs.writeFileSync("report.json", JSON.stringify({ text, host: os.hostname() })); });
module.exports = { home: os.homedir(), environment: process.env.HOME };\n`;
const constant = `const text = "${Buffer.from(program).toString("base64")}";\n`;

test.each([
  [
    "as the program of a worker, when it is asked",
    "supporting",
    `const { Worker } = require("node:worker_threads");
     exports.start = () => new Worker(new URL(\`data:application/javascript;base64,\${text}\`));`,
  ],
  [
    "as the program of a worker, on loading",
    "strong",
    `const { Worker } = require("node:worker_threads");
     new Worker(new URL(\`data:application/javascript;base64,\${text}\`));`,
  ],
  [
    "as a file that it starts",
    "strong",
    `require("node:fs").writeFileSync("/tmp/a.js", Buffer.from(text, "base64"));
     require("node:child_process").spawn("node", ["/tmp/a.js"]);`,
  ],
  ["for nothing that shows", "strong", "exports.text = text;"],
])("encodedPayload says of a constant with a program, %s: %s", (_what, strength, code) => {
  const { findings } = detect(subjectOf(loaded(constant + code)), [encodedPayload]);

  expect(findings.map((finding) => finding.strength)).toEqual([strength]);
});
