import { expect, test } from "vitest";

import { subjectOf } from "../../test/sample.ts";
import type { Sample } from "../../test/sample.ts";
import { detect } from "../detect.ts";
import { cloneOfAnother } from "./index.ts";

function copy(
  sharedFiles: number,
  files: Sample = {},
  fields: Readonly<Record<string, unknown>> = {},
): Sample {
  return {
    "package.json": JSON.stringify({ name: "left-trim-lite", version: "1.3.0", main: "index.js", ...fields }),
    "index.js": "module.exports = 1;\n",
    ...files,
    "registry/original.json": JSON.stringify({
      name: "left-trim",
      version: "1.3.0",
      sharedFiles,
      ownFiles: 9,
      originalFiles: 9,
      isRelated: false,
      claims: ["repository", "name"],
    }),
  };
}

test.each<readonly [string, string, Sample]>([
  ["changes nothing", "strong", copy(9)],
  ["changes a file that reaches nobody", "supporting", copy(8)],
  ["changes a file and reaches out", "strong", copy(8, { "index.js": "fetch('https://a.invalid');\n" })],
  ["changes a file and cannot be read", "strong", copy(8, { "index.js": "const (" })],
  ["adds a hook", "strong", copy(9, { "setup.js": "1;\n" }, { scripts: { postinstall: "node setup.js" } })],
  [
    "changes a file and adds a hook",
    "strong",
    copy(8, { "setup.js": "1;\n" }, { scripts: { postinstall: "node setup.js" } }),
  ],
])("cloneOfAnother says of a stranger's copy that %s: %s", (_what, strength, sample) => {
  const { findings } = detect(subjectOf(sample), [cloneOfAnother]);

  expect(findings.map((finding) => finding.strength)).toEqual([strength]);
});
