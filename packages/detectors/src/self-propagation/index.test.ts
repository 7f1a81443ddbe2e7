import { commanded, hooked, installed, testDetector } from "../../test/test-detector.ts";
import { selfPropagation } from "./index.ts";

testDetector(selfPropagation, {
  fires: {
    "a hook that publishes": ["decisive", hooked("npm publish --access public")],
    "a process that publishes": [
      "decisive",
      installed(
        `const { execSync } = require("child_process"); for (const folder of ["a", "b"]) execSync("npm publish", { cwd: folder });`,
      ),
    ],
    "a command that looks for tokens and changes manifests": [
      "supporting",
      commanded(`const fs = require("fs"), os = require("os");
        const token = /_authToken=(.+)/.exec(fs.readFileSync(os.homedir() + "/.npmrc", "utf8"))[1];
        fs.writeFileSync("package.json", "{}");
        require("child_process").execSync("npm publish", { env: { NPM_TOKEN: token } });`),
    ],
  },
  silent: {
    "a release tool": commanded(
      `require("child_process").execSync("npm publish --tag next", { stdio: "inherit" });`,
    ),
  },
});
