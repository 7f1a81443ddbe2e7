import { describe, expect, test } from "vitest";

import { findObstacles, refuseObstacles } from "./run-obstacles.ts";

describe("findObstacles", () => {
  test.each([
    ["pnpm-workspace.yaml", "packages:\n  - .\nhttpsProxy: http://a.invalid\n", "httpsProxy", true],
    ["pnpm-workspace.yaml", "cacheDir: ./c\n", "cacheDir", true],
    ["pnpm-workspace.yaml", "ca: junk\n", "ca", false],
    [
      ".yarnrc.yml",
      'networkSettings:\n  "*.x":\n    httpProxy: "http://a.invalid"\n',
      "networkSettings.*.x.httpProxy",
      true,
    ],
    ["bunfig.toml", '[install]\ncafile = "a.pem"\n', "install.cafile", false],
  ])("finds what %s has in %j", (name, text, setting, isBypass) => {
    expect(findObstacles(`/app/${name}`, name, text)).toMatchObject([{ setting, isBypass }]);
  });

  test.each([
    [".npmrc", "https-proxy=http://a.invalid\n"],
    [".yarnrc.yml", "httpsProxy: http://a.invalid\n"],
    ["pnpm-workspace.yaml", "catalog:\n  httpsProxy: ^1\n"],
    ["pnpm-workspace.yaml", "{{{"],
  ])("finds nothing in %s with %j", (name, text) => {
    expect(findObstacles(`/app/${name}`, name, text)).toEqual([]);
  });
});

describe("refuseObstacles", () => {
  test("names the file and the setting that lead past the firewall", () => {
    const obstacles = findObstacles(
      "/app/pnpm-workspace.yaml",
      "pnpm-workspace.yaml",
      "\nhttpProxy: http://a.invalid\n",
    );

    expect(() => refuseObstacles(obstacles)).toThrow(/"httpProxy" of \/app\/pnpm-workspace\.yaml:2/);
  });

  test("lets pass what only makes a client fail", () => {
    const obstacles = findObstacles("/app/bunfig.toml", "bunfig.toml", '[install]\nca = "junk"\n');

    expect(() => refuseObstacles(obstacles)).not.toThrow();
  });
});
