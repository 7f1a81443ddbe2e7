import { describe, expect, test } from "vitest";
import type { RunSurroundings } from "./run-environment.ts";
import { renderRunEnvironment } from "./run-environment.ts";

const surroundings: RunSurroundings = {
  proxyUrl: "http://lockkeeper:secret@127.0.0.1:1",
  authoritiesFile: "/data/run/authorities.pem",
  extraAuthoritiesFile: "/data/run/extra.pem",
  cacheFolder: "/data/run/1",
  logFolder: "/data/run/npm-logs",
  berryFolder: "/home/ada/.yarn/berry",
  isBerry: false,
  hasYarnrcProxy: false,
  usesPnpm: false,
  freshStore: false,
};

describe("renderRunEnvironment", () => {
  test("keeps what it has nothing to do with", () => {
    const env = renderRunEnvironment({ PATH: "/bin", EDITOR: "vi", GONE: undefined }, surroundings);

    expect(env).toMatchObject({ PATH: "/bin", EDITOR: "vi" });
    expect("GONE" in env).toBe(false);
  });

  test("leaves no other spelling of its variables beside them", () => {
    const inherited = { NPM_CONFIG_CAFILE: "/other.pem", No_Proxy: "*", Https_Proxy: "http://other.invalid" };

    const env = renderRunEnvironment(inherited, surroundings);

    expect(Object.values(env)).not.toContain("/other.pem");
    expect(
      Object.keys(env)
        .filter((name) => /^(?:no|https)_proxy$/i.test(name))
        .toSorted(),
    ).toEqual(["HTTPS_PROXY", "NO_PROXY", "https_proxy", "no_proxy"]);
  });

  test("drops what npm hands on from a project's file and would undo ours", () => {
    const env = renderRunEnvironment({ npm_config_ca: "junk", npm_config_offline: "true" }, surroundings);

    expect(env).not.toHaveProperty("npm_config_ca");
    expect(env).not.toHaveProperty("npm_config_offline");
  });

  test("never leaves the list of exempt hosts empty, which would count as not set", () => {
    const env = renderRunEnvironment({}, surroundings);

    expect(env["NO_PROXY"]).not.toBe("");
    expect(env["npm_config_noproxy"]).not.toBe("");
  });

  test("replaces authorities of other programs only where the user has set them", () => {
    const env = renderRunEnvironment({ CURL_CA_BUNDLE: "/etc/mine.pem" }, surroundings);

    expect(env).toMatchObject({ CURL_CA_BUNDLE: surroundings.authoritiesFile });
    expect(env).not.toHaveProperty("PIP_CERT");
  });

  test("sets the cache of the Yarn at hand: the same name means another folder for each", () => {
    const classic = renderRunEnvironment({}, surroundings);
    const berry = renderRunEnvironment({}, { ...surroundings, isBerry: true });

    expect(classic).toMatchObject({ YARN_CACHE_FOLDER: "/data/run/1/yarn" });
    expect(classic).not.toHaveProperty("YARN_GLOBAL_FOLDER");
    expect(berry).toMatchObject({ YARN_GLOBAL_FOLDER: "/home/ada/.yarn/berry" });
    expect(berry).not.toHaveProperty("YARN_CACHE_FOLDER");
  });

  test("sets names that only some clients bear only where they are called for", () => {
    const plain = renderRunEnvironment({}, surroundings);
    const all = renderRunEnvironment({}, { ...surroundings, usesPnpm: true, hasYarnrcProxy: true });

    expect(plain).not.toHaveProperty("YARN_PROXY");
    expect(plain).not.toHaveProperty("npm_config_cache_dir");
    expect(all).toMatchObject({
      YARN_PROXY: surroundings.proxyUrl,
      npm_config_cache_dir: "/data/run/1/pnpm",
    });
  });

  test("takes the stores away where they could answer with what is withheld", () => {
    const fresh = { ...surroundings, usesPnpm: true, isBerry: true, freshStore: true };

    const env = renderRunEnvironment({}, fresh);

    expect(env).toMatchObject({
      npm_config_store_dir: "/data/run/1/pnpm-store",
      pnpm_config_store_dir: "/data/run/1/pnpm-store",
      YARN_GLOBAL_FOLDER: "/data/run/1/berry",
      YARN_ENABLE_GLOBAL_CACHE: "true",
    });
  });
});
