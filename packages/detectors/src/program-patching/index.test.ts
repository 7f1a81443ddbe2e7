import { hooked, installed, loaded, testDetector } from "../../test/test-detector.ts";
import { programPatching } from "./index.ts";

testDetector(programPatching, {
  fires: {
    "a file of the package beside": [
      "strong",
      installed(`const fs = require("fs"), path = require("path");
        const target = path.join(__dirname, "..", "other", "lib", "provider.js");
        fs.writeFileSync(target, fs.readFileSync(target, "utf8") + "\\n// nothing\\n");`),
    ],
    "a file of a package that was asked where it is": [
      "strong",
      loaded(`const fs = require("fs"), path = require("path");
        const folder = path.dirname(require.resolve("@acme/socket/package.json"));
        fs.writeFileSync(path.join(folder, "lib/news.js"), fs.readFileSync(path.join(__dirname, "news.js")));`),
    ],
    "a file that is looked for in all folders of modules": [
      "strong",
      loaded(`const fs = require("fs"), path = require("path");
        for (const folder of module.paths) {
          const file = path.join(folder, "@acme/socket/lib/news.js");
          if (fs.existsSync(file)) fs.writeFileSync(file, fs.readFileSync(path.join(__dirname, "news.txt")));
        }`),
    ],
    "where npm asks": [
      "strong",
      installed(
        `require("fs").appendFileSync(require("os").homedir() + "/.npmrc", "\\nregistry=https://mirror.invalid/");`,
      ),
    ],
    "where git asks": [
      "strong",
      hooked("git config --global url.https://mirror.invalid/.insteadOf https://code.example/"),
    ],
    "which names are known": ["strong", installed(`require("fs").appendFileSync("/etc/hosts", "");`)],
    "a file beside the folder of the install": [
      "strong",
      installed(
        `require("fs").appendFileSync(require("path").join(process.cwd(), "..", "other", "lib", "provider.js"), "");`,
      ),
    ],
    "a wallet's program that a library takes apart": [
      "strong",
      installed(`const fs = require("fs"), asar = require("@electron/asar");
        const archive = process.env.LOCALAPPDATA + "/Programs/atomic/resources/app.asar";
        if (fs.existsSync(archive)) { asar.extractAll(archive, "/tmp/a"); fs.writeFileSync("/tmp/a/main.js", ""); }`),
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
    "a file of its output": loaded(`require("fs").writeFileSync("dist/index.js", "");`),
    "a generated client": installed(
      `require("fs").writeFileSync(__dirname + "/../.acme/client/index.js", "");`,
    ),
    "a file that its caller names": loaded(
      `module.exports = (file) => require("fs").writeFileSync(file, "");`,
    ),
  },
});
