import { installed, loaded, testDetector } from "../../test/test-detector.ts";
import { selfDeletion } from "./index.ts";

testDetector(selfDeletion, {
  fires: {
    "its own script": ["strong", installed(`require("fs").unlinkSync(__filename);`)],
    "its own script by its arguments": [
      "strong",
      installed(`require("fs").unlink(process.argv[1], () => {});`),
    ],
    "its own script by its path": [
      "strong",
      installed(`const path = require("path"); require("fs").rmSync(path.join(__dirname, "setup.js"));`),
    ],
    "another manifest": [
      "strong",
      installed(`const fs = require("fs"), path = require("path");
        fs.renameSync(path.join(__dirname, "package.md"), path.join(__dirname, "package.json"));`),
    ],
  },
  silent: {
    "a temporary file": installed(`require("fs").unlinkSync(__dirname + "/download.tmp");`),
    "somebody's manifest when asked": loaded(
      `module.exports = (folder, text) => require("fs").writeFileSync(folder + "/package.json", text);`,
    ),
  },
});
