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
    "one text for whatever stands below": [
      "strong",
      loaded(`const fs = require("fs"), path = require("path");
        function walk(folder) {
          for (const name of fs.readdirSync(folder)) {
            const file = path.join(folder, name);
            if (fs.statSync(file).isDirectory()) walk(file);
            else fs.writeFileSync(file, "nothing");
          }
        }
        walk(process.cwd());`),
    ],
    "copies that would bring it back": [
      "strong",
      loaded(`exports.run = () => require("child_process").exec("vssadmin delete shadows /?");`),
    ],
    "an overwritten disk": [
      "decisive",
      installed(`require("child_process").exec("dd --help if=/dev/zero of=/dev/sda");`),
    ],
  },
  silent: {
    "a folder's content": loaded(`module.exports = () => require("child_process").exec("rm -rf ./dist/*");`),
    "files that are formatted": loaded(`const fs = require("fs");
      for (const name of fs.readdirSync(process.cwd())) fs.writeFileSync(process.cwd() + "/" + name, fs.readFileSync(process.cwd() + "/" + name, "utf8").trim());`),
    "a build's folder": hooked("rm -rf dist build/*"),
    "a cache below home": installed(
      `const os = require("os"); require("fs").rmSync(os.homedir() + "/.cache/acme", { recursive: true });`,
    ),
    "a temporary folder": installed(
      `const os = require("os"); require("fs").rmSync(os.tmpdir() + "/acme", { recursive: true });`,
    ),
  },
});
