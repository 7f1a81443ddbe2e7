import { testDetector } from "../../test/test-detector.ts";
import type { Sample } from "../../test/sample.ts";
import { commandShadow } from "./index.ts";

function named(name: string, bin: object | string): Sample {
  return {
    "package.json": JSON.stringify({ name, version: "1.0.0", bin }),
    "cli.js": "#!/usr/bin/env node\n",
  };
}

testDetector(commandShadow, {
  fires: {
    git: ["strong", named("sample", { git: "cli.js" })],
    "npm beside its own": ["strong", named("sample", { sample: "cli.js", npm: "cli.js" })],
  },
  silent: {
    "a package manager's own": named("npm", { npm: "cli.js", npx: "cli.js" }),
    "a package called like its command": named("@acme/make", { make: "cli.js" }),
    "a command of its own": named("sample", "cli.js"),
  },
});
