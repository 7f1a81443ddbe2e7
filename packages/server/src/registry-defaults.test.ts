import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readRegistryDefaults } from "./registry-defaults.ts";

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "lockkeeper-defaults-")));
  vi.spyOn(process, "cwd").mockReturnValue(folder);
  await writeFile(join(folder, "package.json"), "{}");
  vi.stubEnv("npm_config_userconfig", join(folder, "user-npmrc"));
  vi.stubEnv("npm_config_globalconfig", join(folder, "global-npmrc"));
  vi.stubEnv("npm_config_registry", undefined);
  vi.stubEnv("npm_config_user_agent", undefined);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

describe("readRegistryDefaults", () => {
  test("a project's own file does not say where packages come from", async () => {
    await writeFile(
      join(folder, ".npmrc"),
      "registry=http://elsewhere.invalid/\n@acme:registry=http://b.invalid\n",
    );
    await writeFile(join(folder, "user-npmrc"), "@mine:registry=http://mine.example/npm\n");

    const defaults = readRegistryDefaults();

    expect(defaults.userRegistry).toBe(defaults.defaultRegistry);
    expect([...defaults.scopes]).toEqual([["@mine", "http://mine.example/npm/"]]);
    expect([...defaults.projectScopes]).toEqual([["@acme", "http://b.invalid/"]]);
  });

  test("the user's file and environment do, with the tokens for them", async () => {
    await writeFile(
      join(folder, "user-npmrc"),
      "registry=http://mirror.example/npm\n//mirror.example/npm/:_authToken=secret\n",
    );

    const defaults = readRegistryDefaults();

    expect(defaults.userRegistry).toBe("http://mirror.example/npm/");
    expect(defaults.tokens.get("//mirror.example/npm/")).toBe("secret");
  });

  test("a setting that npm hands on from the project's file is none of the user's", async () => {
    await writeFile(join(folder, ".npmrc"), "registry=http://elsewhere.invalid/\n");
    vi.stubEnv("npm_config_registry", "http://elsewhere.invalid/");
    vi.stubEnv("npm_config_user_agent", "npm/11.0.0");

    const defaults = readRegistryDefaults();

    expect(defaults.userRegistry).toBe(defaults.defaultRegistry);
  });
});
