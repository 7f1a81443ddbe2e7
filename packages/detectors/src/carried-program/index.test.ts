import { testDetector } from "../../test/test-detector.ts";
import { carriedProgram } from "./index.ts";

/** The head of a program for Linux, as a text; nothing follows that a processor could run. */
const program = `\u007FELF\u0002\u0001\u0001${"\0".repeat(9)}\u0002\0>\0\u0001\0\0\0${"\0".repeat(200)}`;

function manifest(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ name: "sample", version: "1.0.1", ...fields });
}

testDetector(carriedProgram, {
  fires: {
    "a hook that is a program": [
      "strong",
      { "package.json": manifest({ scripts: { preinstall: "./bin/prepare" } }), "bin/prepare": program },
    ],
    "a table that is a program": [
      "strong",
      {
        "package.json": manifest({ main: "dist/index.js" }),
        "dist/index.js": `require("child_process").spawn(__dirname + "/tables/months.dat", { stdio: "inherit" });`,
        "dist/tables/months.dat": program,
      },
    ],
    "a program that nobody is to see": [
      "strong",
      {
        "package.json": manifest({ main: "index.js" }),
        "index.js": `require("child_process").spawn(require("path").join(__dirname, "vendor", "cache"), [], { detached: true, stdio: "ignore" }).unref();`,
        "vendor/cache": program,
      },
    ],
  },
  silent: {
    "a program that is started when it is asked for": {
      "package.json": manifest({ main: "index.js" }),
      "index.js": `module.exports = () => require("child_process").execFileSync(__dirname + "/vendor/format");`,
      "vendor/format": program,
    },
    "a hook beside a program": {
      "package.json": manifest({ scripts: { postinstall: "node -p 1" } }),
      "bin/tool": program,
    },
  },
});
