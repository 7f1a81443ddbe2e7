import { Buffer } from "node:buffer";

import { testDetector } from "../../test/test-detector.ts";
import { carriedProgram } from "./index.ts";

/** The head of a program for Linux, as a text; nothing follows that a processor could run. */
const program = `\u007FELF\u0002\u0001\u0001${"\0".repeat(9)}\u0002\0>\0\u0001\0\0\0${"\0".repeat(200)}`;

/** Bytes of no known kind, and the head of an archive. */
const noise = `base64:${Buffer.from(Array.from({ length: 600 }, (_, at) => (at * 7_919 + (at >> 3) * 57) & 255)).toString("base64")}`;
const archive = `base64:${Buffer.from("PK\u0003\u0004" + "\0".repeat(60)).toString("base64")}`;

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
    "bytecode that is loaded": [
      "strong",
      {
        "package.json": manifest({ main: "index.js" }),
        "index.js": `require("bytenode"); module.exports = require("./core.jsc");`,
        "core.jsc": noise,
      },
    ],
    "an archive that a hook has Java run": [
      "strong",
      {
        "package.json": manifest({ scripts: { postinstall: "java -jar lib/updater.jar" } }),
        "lib/updater.jar": archive,
      },
    ],
    "a library under another name": [
      "strong",
      {
        "package.json": manifest({ main: "index.js" }),
        "index.js": `process.dlopen({ exports: {} }, require("path").join(__dirname, "lib", "table.dat"));`,
        "lib/table.dat": program,
      },
    ],
    "a program that loading starts": [
      "strong",
      {
        "package.json": manifest({ main: "index.js" }),
        "index.js": `require("child_process").execFile(require("path").join(__dirname, "bin", "helper"));`,
        "bin/helper": program,
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
    "an archive that a hook unpacks": {
      "package.json": manifest({ scripts: { postinstall: "unzip -o lib/fonts.zip" } }),
      "lib/fonts.zip": archive,
    },
    "an addon under its name": {
      "package.json": manifest({ main: "index.js" }),
      "index.js": `process.dlopen(module, require("path").join(__dirname, "build", "addon.node"));`,
      "build/addon.node": program,
    },
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
