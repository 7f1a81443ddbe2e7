import { hooked, installed, loaded, testDetector } from "../../test/test-detector.ts";
import { destruction } from "./index.ts";

testDetector(destruction, {
  fires: {
    "a shell's home": ["decisive", hooked("rm --help -rf $HOME")],
    "a command on loading": ["decisive", loaded(`require("child_process").exec("rm --help -rf ~/*");`)],
    "all that lies where it is called": [
      "strong",
      loaded(`module.exports = (app) => app.post("/x", () => require("child_process").exec("rd /s /q ."));`),
    ],
    "whatever stands in the working folder": [
      "strong",
      loaded(
        `const fs = require("fs"); for (const f of fs.readdirSync(process.cwd())) fs.rmSync(process.cwd() + "/" + f, { recursive: true });`,
      ),
    ],
    "an overwritten disk": [
      "decisive",
      installed(`require("child_process").exec("dd --help if=/dev/zero of=/dev/sda");`),
    ],
  },
  silent: {
    "a folder's content": loaded(`module.exports = () => require("child_process").exec("rm -rf ./dist/*");`),
    "a build's folder": hooked("rm -rf dist build/*"),
    "a cache below home": installed(
      `const os = require("os"); require("fs").rmSync(os.homedir() + "/.cache/acme", { recursive: true });`,
    ),
    "a temporary folder": installed(
      `const os = require("os"); require("fs").rmSync(os.tmpdir() + "/acme", { recursive: true });`,
    ),
  },
});
