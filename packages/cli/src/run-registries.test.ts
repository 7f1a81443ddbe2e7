import type { Target } from "@lockkeeper/intercept";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { isRemarkable, Registries, registryOfTarball } from "./run-registries.ts";

function https(host: string, port = 443): Target {
  return { scheme: "https", host, port };
}

function registries(): Registries {
  const known = new Registries();
  known.add([
    { url: "https://packages.example/", source: "lockkeeper" },
    { url: "https://forge.example/api/npm/", source: "user" },
    { url: "https://forge.example/api/npm/deeper", source: "project" },
    { url: "http://127.0.0.1:4873", source: "project" },
    { url: "no address", source: "project" },
  ]);
  return known;
}

describe("Registries", () => {
  test.each([
    [
      "packages.example",
      "/axios",
      { origin: "https://packages.example", path: "/axios", source: "lockkeeper" },
    ],
    [
      "forge.example",
      "/api/npm/axios?x",
      { origin: "https://forge.example/api/npm", path: "/axios?x", source: "user" },
    ],
    [
      "forge.example",
      "/api/npm/deeper/axios",
      { origin: "https://forge.example/api/npm/deeper", path: "/axios", source: "project" },
    ],
    [
      "forge.example",
      "/other/axios/-/axios-1.0.0.tgz",
      { origin: "https://forge.example/other", path: "/axios/-/axios-1.0.0.tgz", source: "lockfile" },
    ],
    [
      "forge.example",
      "/x/@s%2fn/-/n-1.0.0.tgz",
      { origin: "https://forge.example/x", path: "/@s%2fn/-/n-1.0.0.tgz", source: "lockfile" },
    ],
    [
      "registry.elsewhere.example",
      "/axios",
      { origin: "https://registry.elsewhere.example", path: "/axios", source: "lockkeeper" },
    ],
  ])("finds the registry of %s%s", (host, path, expected) => {
    expect(registries().locate(https(host), path)).toEqual({ kind: "registry", ...expected });
  });

  test("answers a stray tarball of a lockfile by the name that the lockfile gives it", () => {
    const known = registries();
    known.addStrays([{ url: "https://stray.example/x/y.tgz?z", name: "@s/n", version: "1.0.0" }]);

    const [host, other] = [https("stray.example"), https("stray.example", 8443)];
    expect(known.isTaken(host)).toBe(true);
    expect(known.isTaken(other)).toBe(false);
    expect(known.locate(host, "/x/y.tgz?z")).toMatchObject({ kind: "registry", path: "/@s/n/-/n-1.0.0.tgz" });
    expect(known.locate(host, "/x/else.tgz")).toEqual({ kind: "other" });
  });

  test("leaves other requests to a host of many uses alone", () => {
    expect(registries().locate(https("forge.example"), "/group/project.git/info/refs")).toEqual({
      kind: "other",
    });
    expect(registries().locate(https("forge.example"), "/api/npmrc")).toEqual({ kind: "other" });
  });

  test("takes the hosts that are known or whose name says it, on their ports", () => {
    const known = registries();

    expect(known.isTaken(https("packages.example"))).toBe(true);
    expect(known.isTaken({ scheme: "http", host: "packages.example", port: 80 })).toBe(true);
    expect(known.isTaken(https("127.0.0.1", 4873))).toBe(true);
    expect(known.isTaken(https("127.0.0.1", 4874))).toBe(false);
    expect(known.isTaken(https("registry.anything.example"))).toBe(true);
    expect(known.isTaken(https("nodejs.example"))).toBe(false);
  });

  test("never throws, whatever a project calls a registry", () => {
    fc.assert(
      fc.property(fc.string(), fc.webUrl({ withQueryParameters: true }), fc.string(), (url, other, path) => {
        const known = new Registries();
        known.add([url, other].map((each) => ({ url: each, source: "project" })));
        expect(["registry", "other"]).toContain(known.locate(https("forge.example"), `/${path}`).kind);
      }),
    );
  });
});

describe("registryOfTarball", () => {
  test.each([
    ["https://packages.example/axios/-/axios-1.0.0.tgz", "https://packages.example"],
    ["https://packages.example/a/b/@s/n/-/n-1.0.0.tgz#0123", "https://packages.example/a/b"],
  ])("answers the registry of %s", (url, expected) => {
    expect(registryOfTarball(url)).toBe(expected);
  });

  test.each(["https://packages.example/axios.tgz", "axios", "https://[/-/"])(
    "answers nothing for %s",
    (url) => {
      expect(registryOfTarball(url)).toBeUndefined();
    },
  );
});

test("isRemarkable: a project's setting always, a lockfile's address unless the host's name says what it is", () => {
  expect(isRemarkable({ origin: "https://registry.corp.example", source: "project" })).toBe(true);
  expect(isRemarkable({ origin: "https://registry.corp.example", source: "lockfile" })).toBe(false);
  expect(isRemarkable({ origin: "https://elsewhere.example", source: "lockfile" })).toBe(true);
  expect(isRemarkable({ origin: "https://elsewhere.example", source: "user" })).toBe(false);
});
