import { describe, expect, test } from "vitest";

import { readLog, summaryOf } from "../../../test/log-kit.ts";

/** One run of a client: the lines that matter of what it printed when it was tried with packages of our own. */
interface ClientRun {
  readonly run: string;
  readonly lines: readonly string[];
  readonly shows: readonly string[];
}

const runs: readonly ClientRun[] = [
  {
    run: "npm 6 install",
    lines: [
      "> plain-crypto-js@4.2.1 postinstall /code/app/node_modules/plain-crypto-js",
      "> node setup.js",
      "",
      "npm notice created a lockfile as package-lock.json. You should commit this file.",
      "+ axios@1.14.1",
      "added 3 packages in 0.322s",
    ],
    shows: ["executed plain-crypto-js@4.2.1", "fetched axios@1.14.1"],
  },
  {
    run: "npm 6 verbose",
    lines: [
      "npm info lifecycle axios@1.14.1~preinstall: axios@1.14.1",
      "npm verb lifecycle plain-crypto-js@4.2.1~postinstall: unsafe-perm in lifecycle false",
    ],
    shows: ["present axios@1.14.1", "executed plain-crypto-js@4.2.1"],
  },
  {
    run: "npm 6 failing script",
    lines: ["npm ERR! code ELIFECYCLE", "npm ERR! plain-crypto-js@4.2.1 postinstall: `node setup.js`"],
    shows: ["executed plain-crypto-js@4.2.1"],
  },
  {
    run: "npm 11 with scripts in the foreground",
    lines: [
      "npm warn deprecated plain-crypto-js@4.2.1: do not use",
      "",
      "> plain-crypto-js@4.2.1 postinstall",
      "> node setup.js",
      "added 3 packages, and audited 4 packages in 332ms",
    ],
    shows: ["resolved plain-crypto-js@4.2.1", "executed plain-crypto-js@4.2.1"],
  },
  {
    run: "npm 11 verbose",
    lines: [
      "npm http fetch GET 200 https://registry.example/axios/-/axios-1.14.1.tgz 53ms (cache miss)",
      "npm info run plain-crypto-js@4.2.1 postinstall node_modules/plain-crypto-js node setup.js",
      "npm info run plain-crypto-js@4.2.1 postinstall { code: 0, signal: null }",
    ],
    shows: ["fetched axios@1.14.1", "executed plain-crypto-js@4.2.1"],
  },
  {
    run: "npm 11 from its cache",
    lines: ["npm http cache axios@https://registry.example/axios/-/axios-1.14.1.tgz 1ms (cache hit)"],
    shows: ["fetched axios@1.14.1"],
  },
  {
    run: "npm 11 refused",
    lines: [
      "npm error code E403",
      "npm error 403 403 Forbidden - GET https://registry.example/axios/-/axios-1.14.1.tgz - withheld",
    ],
    shows: ["refused axios@1.14.1"],
  },
  {
    run: "npm 11 dry run",
    lines: ["$ npm install axios --dry-run", "add axios 1.14.1", "added 3 packages in 350ms"],
    shows: ["resolved axios@1.14.1"],
  },
  {
    run: "npm 11 out of step",
    lines: [
      "npm error Invalid: lock file's axios@1.14.0 does not satisfy axios@1.14.1",
      "npm error Missing: plain-crypto-js@4.2.1 from lock file",
    ],
    shows: ["resolved axios@1.14.1", "resolved plain-crypto-js@4.2.1"],
  },
  {
    run: "npm 11 as JSON",
    lines: [
      "    {",
      '      "name": "axios",',
      '      "version": "1.14.1",',
      '      "path": "/w/node_modules/axios"',
    ],
    shows: ["present axios@1.14.1"],
  },
  {
    run: "npm 11 failing script",
    lines: [
      "npm error code 3",
      "npm error path /code/app/node_modules/plain-crypto-js",
      "npm error command failed",
      "npm error command sh -c node setup.js",
    ],
    shows: ["executed plain-crypto-js@?"],
  },
  {
    run: "npm 12 with scripts in the foreground",
    lines: ["npm notice run plain-crypto-js@4.2.1 postinstall", "npm notice run node setup.js"],
    shows: ["executed plain-crypto-js@4.2.1"],
  },
  {
    run: "npm 12 with scripts blocked",
    lines: ["npm warn install-scripts   plain-crypto-js@4.2.1 (postinstall: node setup.js)"],
    shows: ["fetched plain-crypto-js@4.2.1"],
  },
  {
    run: "npx that installs",
    lines: ["npm warn exec The following package was not found and will be installed: axios@1.14.1"],
    shows: ["resolved axios@1.14.1"],
  },
  {
    run: "npm ls",
    lines: ["app@1.0.0 /code/app", "`-- axios@1.14.1", "  `-- plain-crypto-js@4.2.0"],
    shows: ["present axios@1.14.1", "present plain-crypto-js@4.2.0"],
  },
  {
    run: "npm's own log",
    lines: [
      "0 verbose cli /usr/bin/node /usr/bin/npm",
      "21 silly placeDep ROOT axios@1.14.1 OK for: app@1.0.0 want: ^1",
      "44 info run plain-crypto-js@4.2.1 postinstall node_modules/plain-crypto-js node setup.js",
    ],
    shows: ["resolved axios@1.14.1", "executed plain-crypto-js@4.2.1"],
  },
  {
    run: "pnpm 8 and 10 with scripts",
    lines: [
      "Progress: resolved 3, reused 0, downloaded 3, added 3, done",
      ".../node_modules/plain-crypto-js postinstall$ node setup.js",
      "",
      "dependencies:",
      "+ axios 1.14.1 deprecated",
    ],
    shows: ["executed plain-crypto-js@?", "fetched axios@1.14.1"],
  },
  {
    run: "pnpm 10 without scripts",
    lines: ["│   Ignored build scripts: plain-crypto-js@4.2.1, esbuild@0.21.0.        │"],
    shows: ["present plain-crypto-js@4.2.1"],
  },
  {
    run: "pnpm 12 failing script",
    lines: [".../.pnpm/plain-crypto-js@4.2.1/node_modules/plain-crypto-js postinstall: Failed"],
    shows: ["executed plain-crypto-js@4.2.1"],
  },
  {
    run: "pnpm as JSON",
    lines: [
      '{"time":1774916460000,"level":"debug","name":"pnpm:progress","packageId":"axios@1.14.1","status":"found_in_store"}',
      '{"time":1774916461000,"level":"debug","name":"pnpm:lifecycle","depPath":"plain-crypto-js@4.2.1","stage":"postinstall","line":"x"}',
    ],
    shows: ["fetched axios@1.14.1", "executed plain-crypto-js@4.2.1"],
  },
  {
    run: "Yarn 1 add",
    lines: [
      "yarn add v1.22.22",
      "warning axios > plain-crypto-js@4.2.1: do not use",
      "info All dependencies",
      "└─ axios@1.14.1",
    ],
    shows: ["resolved plain-crypto-js@4.2.1", "present axios@1.14.1"],
  },
  {
    run: "Yarn 1 verbose",
    lines: [
      'verbose 0.24 Request "https://registry.example/axios/-/axios-1.14.1.tgz" finished with status code 200.',
    ],
    shows: ["fetched axios@1.14.1"],
  },
  {
    run: "Yarn 4",
    lines: [
      "➤ YN0085: │ + axios@npm:1.14.1, plain-crypto-js@npm:4.2.1",
      "➤ YN0007: │ plain-crypto-js@npm:4.2.1 must be built because it never has been before or the last one failed",
      "➤ YN0000: · Done in 0s 243ms",
    ],
    shows: ["executed plain-crypto-js@4.2.1", "fetched axios@1.14.1", "fetched plain-crypto-js@4.2.1"],
  },
  {
    run: "Yarn 4 that was not let change the lockfile",
    lines: [
      "➤ YN0085: │ + axios@npm:1.14.1",
      '➤ YN0028: │ +  resolution: "axios@npm:1.14.1"',
      "➤ YN0000: · Failed with errors in 0s 63ms",
    ],
    shows: ["resolved axios@1.14.1"],
  },
  {
    run: "Yarn 4 as JSON",
    lines: [
      '{"type":"info","name":85,"displayName":"YN0085","indent":"│ ","data":"+ axios@npm:1.14.1"}',
      '{"type":"info","name":0,"displayName":"YN0000","indent":"· ","data":"Done in 0s 122ms"}',
    ],
    shows: ["fetched axios@1.14.1"],
  },
  {
    run: "Yarn 3",
    lines: [
      "➤ YN0013: │ axios@npm:1.14.1 can't be found in the cache and will be fetched from the remote registry",
    ],
    shows: ["fetched axios@1.14.1"],
  },
  {
    run: "Bun",
    lines: [
      "bun install v1.4.5 (a7733435c)",
      "+ axios@1.14.1 (v1.15.0 available)",
      "Blocked 1 scripts for: plain-crypto-js@4.2.1",
    ],
    shows: ["present plain-crypto-js@4.2.1", "fetched axios@1.14.1"],
  },
  {
    run: "Bun add",
    lines: ["installed axios@1.14.1 with binaries:"],
    shows: ["fetched axios@1.14.1"],
  },
];

describe("collectCiLog reads what clients print", () => {
  test.each(runs)("$run", async ({ lines, shows }) => {
    const items = await readLog(lines.join("\n"));

    expect([...summaryOf(items)].filter((word) => !word.startsWith("accepts")).toSorted()).toEqual(
      [...shows].toSorted(),
    );
  });
});
