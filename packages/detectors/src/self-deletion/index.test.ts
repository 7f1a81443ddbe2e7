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
    "the manifest of the folder in which an install runs": [
      "strong",
      installed(`require("fs").writeFileSync("./package.json", "{}");`),
    ],
    "another manifest": [
      "strong",
      installed(`const fs = require("fs"), path = require("path");
        fs.renameSync(path.join(__dirname, "package.md"), path.join(__dirname, "package.json"));`),
    ],
  },
  silent: {
    "the manifest of the folder in which a program runs": loaded(
      `require("fs").writeFileSync("package.json", "{}");`,
    ),
    "a temporary file": installed(`require("fs").unlinkSync(__dirname + "/download.tmp");`),
    "somebody's manifest when asked": loaded(
      `module.exports = (folder, text) => require("fs").writeFileSync(folder + "/package.json", text);`,
    ),
  },
});
