import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { classifyAddress, literalAddress } from "./address.ts";

describe("classifyAddress", () => {
  test.each([
    "8.8.8.8",
    "1.1.1.1",
    "172.32.0.1",
    "100.128.0.1",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
  ])("takes %s for public", (address) => {
    expect(classifyAddress(address)).toBe("public");
  });

  test.each([
    "127.0.0.1",
    "127.9.9.9",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "::1",
    "fd12::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
  ])("takes %s for private", (address) => {
    expect(classifyAddress(address)).toBe("private");
  });

  test.each([
    "0.0.0.0",
    "169.254.169.254",
    "100.100.100.200",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "2002:7f00:1::",
    "fd00:ec2::254",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "localhost",
    "",
    "1.2.3",
  ])("takes %s for nobody's", (address) => {
    expect(classifyAddress(address)).toBe("never");
  });

  test("judges an IPv4 address in IPv6 clothes as the address itself", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(classifyAddress(`::ffff:${address}`)).toBe(classifyAddress(address));
      }),
    );
  });
});

describe("literalAddress", () => {
  test.each(["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "127.0.0.1.", "①②⑦.0.0.1"])(
    "sees 127.0.0.1 in the URL's spelling %s",
    (host) => {
      expect(literalAddress(new URL(`http://${host}/`).hostname)).toBe("127.0.0.1");
    },
  );

  test("takes the brackets off and leaves names alone", () => {
    expect(literalAddress("[::1]")).toBe("::1");
    expect(literalAddress("registry.example")).toBeUndefined();
  });
});
