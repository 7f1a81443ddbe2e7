import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { plant } from "../test/planted-place.ts";
import { userEnvironment, userPath } from "./user-environment.ts";

/** What npm 11 sets for what it starts. */
const ofNpm = {
  npm_config_user_agent: "npm/11.19.1 node/v20.20.2 linux x64 workspaces/false",
  npm_config_noproxy: "",
  npm_config_local_prefix: "/home/alice/app",
  npm_config_yes: "",
  npm_config_npm_version: "11.19.1",
  npm_config_prefix: "/usr",
  npm_config_node_gyp: "/usr/lib/node-gyp.js",
  npm_lifecycle_event: "npx",
  npm_command: "exec",
  npm_execpath: "/usr/bin/npm",
  npm_package_json: "/home/alice/app/package.json",
};

describe("userEnvironment", () => {
  test("leaves an environment alone that no client has made", async () => {
    const env = { npm_config_registry: "https://mirror.example/", PATH: "/app/node_modules/.bin" };
    const { place, settings } = await plant({ client: "npm 11.19.1", env });

    expect(userEnvironment(place, settings.settings)).toBe(place.env);
  });

  test("takes back what npm echoes of files, of the project's too", async () => {
    const env = {
      ...ofNpm,
      npm_config_registry: "https://mirror.example/",
      npm_config_ignore_scripts: "true",
      HOME: "/x",
    };
    const { place, settings } = await plant({
      client: "npm 11.19.1",
      env,
      project: { ".npmrc": "registry=https://mirror.example/\n" },
      home: { ".npmrc": "ignore-scripts=true\n" },
    });

    expect(userEnvironment(place, settings.settings)).toEqual({ HOME: "/x" });
  });

  test("keeps what the user has set and no file says", async () => {
    const own = {
      npm_config_registry: "https://own.example/",
      NPM_CONFIG_USERCONFIG: "/own/npmrc",
      npm_config_fund: "false",
    };
    const { place, settings } = await plant({
      client: "npm 11.19.1",
      env: { ...ofNpm, ...own },
      project: { ".npmrc": "registry=https://mirror.example/\n" },
    });

    expect(userEnvironment(place, settings.settings)).toEqual(own);
  });

  test("takes back the usual places of npm's files and cache, and keeps unusual ones", async () => {
    const { place, settings } = await plant({ client: "npm 11.19.1", env: ofNpm });
    const usual = {
      npm_config_userconfig: join(place.home, ".npmrc"),
      npm_config_globalconfig: join(place.nodePrefix, "etc", "npmrc"),
      npm_config_cache: join(place.home, ".npm"),
    };
    const unusual = { npm_config_cache: "/elsewhere" };

    const taken = userEnvironment({ ...place, env: { ...ofNpm, ...usual } }, settings.settings);
    const kept = userEnvironment({ ...place, env: { ...ofNpm, ...unusual } }, settings.settings);

    expect([taken, kept]).toEqual([{}, unusual]);
  });
});

test("userPath() passes over the programs of packages, which a project brings", () => {
  const folders = [
    "/app/node_modules/.bin",
    "/usr/lib/@npmcli/run-script/lib/node-gyp-bin",
    "/usr/bin",
    "/bin",
  ];

  expect(userPath(folders.join(delimiter))).toBe(["/usr/bin", "/bin"].join(delimiter));
});
