import { describe, expect, test } from "vitest";

import { isSetting, isSwitch, withAskedVariables } from "./asked-variables.ts";
import { createWorld } from "./worlds.ts";

describe("isSwitch", () => {
  test.each([
    "TOOL_SKIP_DOWNLOAD",
    "ADBLOCK",
    "DISABLE_OPENCOLLECTIVE",
    "npm_config_skip_x",
    "TOOL_INSTALL_BINARY",
  ])("takes %s for one", (name) => {
    expect([isSwitch(name), isSetting(name)]).toEqual([true, false]);
  });

  test.each(["NO_PROXY", "TOOL_HOST", "NODE_OPTIONS", "GITHUB_TOKEN", "PATH", "__proto__", "a b"])(
    "does not take %s for one",
    (name) => {
      expect(isSwitch(name)).toBe(false);
    },
  );
});

describe("withAskedVariables", () => {
  const names = ["TOOL_SKIP_DOWNLOAD", "TOOL_MIRROR", "https_proxy", "TOOL_COLOUR", "HOME", "SECRET_TOKEN"];

  test("leaves usual worlds as they are", () => {
    const world = createWorld("linux-laptop", 0);

    expect(withAskedVariables(world, names)).toBe(world);
  });

  test("sets switches where everything is to be left alone", () => {
    const world = createWorld("linux-switched", 0);

    expect(withAskedVariables(world, names).environment).toEqual({
      ...world.environment,
      TOOL_SKIP_DOWNLOAD: "1",
    });
  });

  test("sets settings of kinds that it knows, to values of these kinds", () => {
    const world = createWorld("linux-mirrored", 0);
    const { environment } = withAskedVariables(world, names);

    expect(environment).toMatchObject({
      TOOL_MIRROR: "https://mirror.harbourline.example",
      https_proxy: "http://proxy.harbourline.example:3128",
    });
    expect(Object.keys(environment)).not.toContain("TOOL_COLOUR");
    expect(Object.keys(environment)).not.toContain("SECRET_TOKEN");
    expect(environment["HOME"]).toBe(world.home);
  });
});
