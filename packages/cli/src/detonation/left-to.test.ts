import { expect, test } from "vitest";

import { programsOf } from "./left-to.ts";

test.each<[string, readonly string[]]>([
  ["node-gyp rebuild", ["node-gyp"]],
  ["prebuild-install -r napi || node-gyp rebuild", ["prebuild-install", "node-gyp"]],
  ["cross-env ZERO_AR_DATE=1 node-gyp-build || exit 0", ["node-gyp-build"]],
  ["(node a && node-gyp b) || true", ["node", "node-gyp"]],
  ["", []],
])("programsOf() names the programs of %j", (start, programs) => {
  expect(programsOf([start])).toEqual(programs);
});
