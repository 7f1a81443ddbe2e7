import { expect, test } from "vitest";

import { subjectOf } from "../../test/sample.ts";
import type { Sample } from "../../test/sample.ts";
import { installed } from "../../test/test-detector.ts";
import { detect } from "../detect.ts";
import { hiddenProcess } from "./index.ts";

const dayMs = 86_400_000;
const starting = `require("child_process").spawn(process.execPath, [__dirname + "/worker.js"], { detached: true, stdio: "ignore" }).unref();\n`;

interface Circumstances {
  readonly before: string;
  /** How many days lie between two of the releases. */
  readonly everyDays: number | undefined;
  readonly count: number;
}

function daemon({ before, everyDays, count }: Circumstances): Sample {
  const manifest = {
    name: "sample",
    version: `1.0.${String(count)}`,
    scripts: { postinstall: "node setup.js" },
  };
  const versions = Array.from({ length: count + 1 }, (_, index) => `1.0.${String(index)}`);
  const packument = {
    name: "sample",
    versions: Object.fromEntries(versions.map((version) => [version, { ...manifest, version }])),
    time:
      everyDays === undefined
        ? {}
        : Object.fromEntries(
            versions.map((version, index) => [version, new Date(index * everyDays * dayMs).toISOString()]),
          ),
  };
  return {
    "before/package.json": JSON.stringify({ ...manifest, version: versions.at(-2) }),
    "before/setup.js": before,
    "before/worker.js": "1;\n",
    "package.json": JSON.stringify(manifest),
    "setup.js": starting,
    "worker.js": "1;\n",
    "registry/packument.json": JSON.stringify(packument),
  };
}

test.each<readonly [string, string, Circumstances]>([
  ["is new", "strong", { before: "1;\n", everyDays: 10, count: 60 }],
  ["a young package had before", "strong", { before: starting, everyDays: 1, count: 60 }],
  ["a package of few releases had before", "strong", { before: starting, everyDays: 100, count: 6 }],
  ["a package of long standing had before", "supporting", { before: starting, everyDays: 10, count: 60 }],
  ["a package of unknown age had before", "strong", { before: starting, everyDays: undefined, count: 60 }],
  [
    "a package of very many releases had before",
    "supporting",
    { before: starting, everyDays: undefined, count: 210 },
  ],
])("hiddenProcess says of a daemon that %s: %s", (_what, strength, circumstances) => {
  const { findings } = detect(subjectOf(daemon(circumstances)), [hiddenProcess]);

  expect(findings.map((finding) => finding.strength)).toEqual([strength]);
});

test("hiddenProcess leaves alone what shows its output, be it without a window of its own", () => {
  const code = `require("child_process").spawn("node", [__dirname + "/worker.js"], { detached: true, windowsHide: true, stdio: "inherit" });`;

  const { findings } = detect(subjectOf(installed(code)), [hiddenProcess]);

  expect(findings).toEqual([]);
});
