import { silentLogger } from "@lockkeeper/core";
import { describe, expect, test } from "vitest";
import {
  addressesOf,
  isLoopbackHost,
  parsePublicUrl,
  refuseOpenBind,
  warnOfOpenProxy,
} from "./bind-address.ts";
import type { ServerSettings } from "./settings.ts";

const tlsFiles = { certFile: "cert.pem", keyFile: "key.pem" };

function settings(overrides: Partial<ServerSettings>): ServerSettings {
  return {
    dataFolder: "data",
    upstreams: [],
    defaultRegistry: "https://registry.example/",
    policyFile: undefined,
    isObserving: false,
    clock: { now: () => 0 },
    knownBy: undefined,
    logger: silentLogger,
    version: "0.0.0",
    proxy: {},
    host: "127.0.0.1",
    port: 4880,
    ...overrides,
  };
}

describe("isLoopbackHost", () => {
  test.each([
    ["127.0.0.1", true],
    ["127.1.2.3", true],
    ["::1", true],
    ["localhost", true],
    ["0.0.0.0", false],
    ["::", false],
    ["127.0.0.1.example", false],
    ["128.0.0.1", false],
    ["192.0.2.1", false],
    ["", false],
  ])("isLoopbackHost of %j is %j", (host, expected) => {
    expect(isLoopbackHost(host)).toBe(expected);
  });
});

describe("refuseOpenBind", () => {
  test.each([
    { host: "127.0.0.1" },
    { host: "0.0.0.0", tlsFiles, isTokenRequired: true },
    { host: "::1", isTokenRequired: true },
  ])("refuseOpenBind lets %j be", (overrides) => {
    expect(() => refuseOpenBind(settings(overrides))).not.toThrow();
  });

  test.each([
    { host: "0.0.0.0" },
    { host: "::", isTokenRequired: true },
    { host: "192.0.2.1", tlsFiles },
    { host: "", tlsFiles },
  ])("refuseOpenBind refuses %j", (overrides) => {
    expect(() => refuseOpenBind(settings(overrides))).toThrow(
      expect.objectContaining({ code: "SERVER_OPEN_BIND" }),
    );
  });
});

describe("warnOfOpenProxy", () => {
  test.each([
    [{ publicUrl: "https://npm.acme.example" }, ["SERVER_OPEN_PROXY"]],
    [{ publicUrl: "https://npm.acme.example", isTokenRequired: true }, []],
    [{}, []],
  ])("warnOfOpenProxy with %j logs %j", (overrides, expected) => {
    const logged: string[] = [];

    warnOfOpenProxy(
      settings({ ...overrides, logger: { log: (_level, { code }) => void logged.push(code) } }),
    );

    expect(logged).toEqual(expected);
  });
});

describe("parsePublicUrl", () => {
  test.each([
    ["https://npm.acme.example", "https://npm.acme.example"],
    ["https://npm.acme.example:8443/registry//", "https://npm.acme.example:8443/registry"],
    ["http://127.0.0.1:8080/", "http://127.0.0.1:8080"],
    ["http://[::1]:8080/", "http://[::1]:8080"],
  ])("parsePublicUrl of %j is %j", (text, expected) => {
    expect(parsePublicUrl(text)).toBe(expected);
  });

  test.each([
    "",
    "npm.acme.example",
    "http://npm.acme.example",
    "https://a@b.example",
    "https://b.example/?q",
  ])("parsePublicUrl refuses %j", (text) => {
    expect(() => parsePublicUrl(text)).toThrow(expect.objectContaining({ code: "SERVER_BAD_PUBLIC_URL" }));
  });
});

describe("addressesOf", () => {
  test.each<[Partial<ServerSettings>, readonly string[], string, string]>([
    [{}, [], "http://127.0.0.1:9", "http://127.0.0.1:9"],
    [{ host: "::1" }, [], "http://[::1]:9", "http://[::1]:9"],
    [
      { host: "0.0.0.0", tlsFiles },
      ["*.acme.example", "npm.acme.example"],
      "https://npm.acme.example:9",
      "https://127.0.0.1:9",
    ],
    [{ host: "::", tlsFiles }, [], "https://[::]:9", "https://[::1]:9"],
    [{ host: "127.0.0.1", tlsFiles }, ["npm.acme.example"], "https://127.0.0.1:9", "https://127.0.0.1:9"],
    [{ publicUrl: "https://npm.acme.example/r/" }, [], "https://npm.acme.example/r", "http://127.0.0.1:9"],
  ])("addressesOf %j with the names %j", (overrides, names, url, localUrl) => {
    expect(addressesOf(settings(overrides), { port: 9, names })).toEqual({ url, localUrl });
  });
});
