import { installed, loaded, testDetector } from "../../test/test-detector.ts";
import { programPatching } from "./index.ts";

testDetector(programPatching, {
  fires: {
    "a file of the package beside": [
      "strong",
      installed(`const fs = require("fs"), path = require("path");
        const target = path.join(__dirname, "..", "other", "lib", "provider.js");
        fs.writeFileSync(target, fs.readFileSync(target, "utf8") + "\\n// nothing\\n");`),
    ],
    "a wallet's program": [
      "strong",
      installed(
        `require("fs").writeFileSync(process.env.LOCALAPPDATA + "/Programs/atomic/resources/app.asar", "");`,
      ),
    ],
  },
  silent: {
    "a file of its own": installed(`require("fs").writeFileSync(__dirname + "/lib/generated.js", "");`),
    "a generated client": installed(
      `require("fs").writeFileSync(__dirname + "/../.acme/client/index.js", "");`,
    ),
    "a file that its caller names": loaded(
      `module.exports = (file) => require("fs").writeFileSync(file, "");`,
    ),
  },
});
