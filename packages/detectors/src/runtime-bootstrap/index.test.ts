import { hooked, installed, loaded, testDetector } from "../../test/test-detector.ts";
import { runtimeBootstrap } from "./index.ts";

testDetector(runtimeBootstrap, {
  fires: {
    "an installation script": [
      "strong",
      hooked("curl -fsSL https://bun.sh/install | bash && bun run bundle.js"),
    ],
    "a release": [
      "strong",
      installed(
        `require("https").get("https://github.com/oven-sh/bun/releases/download/bun-v1.2.0/bun-linux-x64.zip");`,
      ),
    ],
    "a script under Bun": ["strong", installed(`require("child_process").execSync("bun run worker.js");`)],
  },
  silent: {
    "a build by Bun": {
      ...loaded("module.exports = 1;"),
      "package.json": '{"name":"sample","version":"1.0.1","scripts":{"build":"bun run build.ts"}}',
    },
    "a script under Node": installed(`require("child_process").execSync("node build.js");`),
  },
});
