import { describe, expect, test } from "vitest";

import { isNativeBuild } from "./builders.ts";

describe("isNativeBuild", () => {
  test.each([
    "node-gyp-build",
    "node-gyp-build || node-gyp rebuild --release -j max",
    "node-gyp-build 'node-gyp rebuild -j 4 --release -v' || node-gyp rebuild --release -j max",
    "prebuild-install || node-gyp rebuild",
  ])("knows %s", (command) => {
    expect(isNativeBuild(command)).toBe(true);
  });

  test.each([
    "node-gyp-build && node setup.js",
    "node-gyp-build 'node setup.js'",
    "node-gyp-build 'node-gyp rebuild' && curl https://host.invalid",
  ])("does not take %s for one", (command) => {
    expect(isNativeBuild(command)).toBe(false);
  });
});
