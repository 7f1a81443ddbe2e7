import { loaded, testDetector } from "../../test/test-detector.ts";
import type { Sample } from "../../test/sample.ts";
import { endlessLoop } from "./index.ts";

const plain = "exports.paint = (text) => text;\n";

function step(after: string, before: string = plain): Sample {
  const manifest = { name: "sample", main: "index.js" };
  return {
    "before/package.json": JSON.stringify({ ...manifest, version: "1.0.0" }),
    "before/index.js": before,
    "package.json": JSON.stringify({ ...manifest, version: "1.0.1" }),
    "index.js": after,
  };
}

testDetector(endlessLoop, {
  fires: {
    "a count to infinity": [
      "decisive",
      step(`${plain}for (let i = 666; i < Infinity; i++) { if (i % 333) { } console.log("testing"); }`),
    ],
    "the same after a minifier": ["strong", step(`for(let i=666;i<1/0;i++)console.log("testing");${plain}`)],
    "no condition, in a function that is called at load": [
      "strong",
      step(`${plain}(function hold() { for (;;) { switch (Math.random()) { case 1: break; } } })();`),
    ],
    "a loop that always holds": ["strong", step(`${plain}while (!0) [1].forEach(() => { return 1; });`)],
    "one that was there": ["strong", step("while (true) { paint(2); }", "while (true) { paint(1); }")],
    "a package without a release before": ["strong", loaded("do { console.log(1); } while (true);")],
  },
  silent: {
    "a loop in a source in C that a build names": {
      "package.json": JSON.stringify({
        name: "sample",
        version: "1.0.1",
        scripts: { install: "node-gyp-build" },
      }),
      "binding.gyp": `{ "targets": [{ "target_name": "parser", "sources": ["src/parser.c"] }] }`,
      "src/parser.c":
        "#include <a.h>\nbool lex(int state) {\n  for (;;) {\n    skip();\n  }\n}\nfor (;;) { advance(); }\n",
    },
    "a loop that something leaves": step(`${plain}while (true) { if (next() === undefined) break; }`),
    "a loop that a label leaves": step(
      `${plain}all: for (;;) { for (const x of next()) { if (x) break all; } }`,
    ),
    "a generator, and a loop that waits": step(
      `${plain}exports.ids = function* () { for (let i = 0; ; i++) yield i; }; (async () => { for (;;) await next(); })();`,
    ),
    "a loop when it is used": step(`${plain}exports.serve = () => { for (;;) step(); };`),
    "a loop that ends the process": step(`${plain}while (true) { if (step()) process.exit(0); }`),
    "prose that begins like one": {
      ...step(plain),
      "NOTES.md": "for all that is well\n\nwhile true, do nothing\n",
    },
    "a condition that changes": step(`${plain}let left = 3; while (left) { left -= 1; }`),
  },
});
