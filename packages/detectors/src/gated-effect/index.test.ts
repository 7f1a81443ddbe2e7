import { installed, loaded, testDetector } from "../../test/test-detector.ts";
import { gatedEffect } from "./index.ts";

testDetector(gatedEffect, {
  fires: {
    "a date": [
      "supporting",
      loaded(`if (new Date() > new Date("2030-01-01")) require("child_process").exec("whoami");`),
    ],
    "a name of a host": [
      "supporting",
      installed(
        `const os = require("os"); if (os.hostname() !== "build") fetch("https://collector.invalid/");`,
      ),
    ],
  },
  silent: {
    "a platform": installed(`if (process.platform === "win32") require("child_process").exec("ver");`),
    "a setting": loaded(`module.exports = () => { if (process.env.DEBUG) console.log("debug"); };`),
  },
});
