import { expect, test } from "vitest";

import { runGuest } from "../../test/run-guest.ts";
import { createWorld } from "../worlds/worlds.ts";

const install = `
  const { execSync } = require("child_process");
  const fs = require("fs");
  try {
    execSync("npm install --no-save @tool/linux-x64@2.0.1", { cwd: "/tmp", stdio: "pipe" });
    console.log(fs.readdirSync("/tmp/node_modules/@tool/linux-x64/bin").includes("tool"));
    console.log(JSON.parse(fs.readFileSync("/tmp/node_modules/@tool/linux-x64/package.json", "utf8")).version);
  } catch (error) {
    console.log(error.status);
  }`;

test.each<[string, Parameters<typeof createWorld>[0], readonly string[]]>([
  ["leaves what it installs", "linux-laptop", ["true", "2.0.1"]],
  ["fails where nothing can be installed", "linux-refused", ["1"]],
  ["fails where there is no room", "linux-full", ["1"]],
])("npm install, started by a script, %s", async (_, name, printed) => {
  const done = await runGuest(install, { world: createWorld(name, 0) });

  expect(done.problem).toBeUndefined();
  expect(done.printed).toEqual(printed);
});
