import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { originOf, tryParseAbsoluteForm, tryParseAuthority } from "./target.ts";

describe("tryParseAuthority", () => {
  test.each([
    ["registry.example:443", { host: "registry.example", port: 443 }],
    ["Registry.Example.:8443", { host: "registry.example", port: 8443 }],
    ["[::1]:443", { host: "::1", port: 443 }],
    ["127.0.0.1:80", { host: "127.0.0.1", port: 80 }],
  ])("reads %s", (text, expected) => {
    expect(tryParseAuthority(text)).toEqual(expected);
  });

  test.each([
    "",
    "registry.example",
    "registry.example:",
    ":443",
    "a b:1",
    "a:0",
    "a:65536",
    "a/b:1",
    "[x]:1",
    "a@b:1",
  ])("answers nothing for %j", (text) => {
    expect(tryParseAuthority(text)).toBeUndefined();
  });

  test("answers, for any text, nothing or a host that a URL takes", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const target = tryParseAuthority(text);
        if (target === undefined) return;
        expect(URL.canParse(originOf({ scheme: "https", ...target }))).toBe(true);
      }),
    );
  });
});

describe("tryParseAbsoluteForm", () => {
  test("reads host, port, path and query", () => {
    expect(tryParseAbsoluteForm("http://Registry.example/axios?write=true")).toEqual({
      target: { scheme: "http", host: "registry.example", port: 80 },
      path: "/axios?write=true",
    });
  });

  test.each(["/axios", "https://registry.example/", "ftp://registry.example/", "http://", "http://a b/"])(
    "answers nothing for %j",
    (text) => {
      expect(tryParseAbsoluteForm(text)).toBeUndefined();
    },
  );

  test("never throws", () => {
    fc.assert(
      fc.property(fc.webUrl(), fc.string(), (url, tail) => {
        expect(() => tryParseAbsoluteForm(`${url}${tail}`)).not.toThrow();
      }),
    );
  });
});

describe("originOf", () => {
  test("leaves the scheme's own port out and puts IPv6 into brackets", () => {
    expect(originOf({ scheme: "https", host: "registry.example", port: 443 })).toBe(
      "https://registry.example",
    );
    expect(originOf({ scheme: "http", host: "::1", port: 4873 })).toBe("http://[::1]:4873");
  });
});
