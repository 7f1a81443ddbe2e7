import { describe, expect, test } from "vitest";

import { createOnwardProxy } from "./run-proxy.ts";

describe("createOnwardProxy", () => {
  const onward = createOnwardProxy({
    httpProxy: "http://proxy.example:3128",
    httpsProxy: "http://secure.example:3128",
    noProxy: "internal.example, .corp.example,*.lan.example other.example:8443",
  });

  test.each([
    ["https", "nodejs.example", 443, "http://secure.example:3128"],
    ["http", "nodejs.example", 80, "http://proxy.example:3128"],
    ["https", "internal.example", 443, undefined],
    ["https", "deep.internal.example", 443, undefined],
    ["https", "git.corp.example", 443, undefined],
    ["https", "x.lan.example", 443, undefined],
    ["https", "other.example", 8443, undefined],
    ["https", "other.example", 443, "http://secure.example:3128"],
    ["https", "notinternal.example", 443, "http://secure.example:3128"],
    ["http", "127.0.0.1", 8080, undefined],
  ] as const)("sends %s to %s:%s by %s", (scheme, host, port, expected) => {
    expect(onward.proxyFor({ scheme, host, port })).toBe(expected);
  });

  test("goes directly where no proxy is set, and where all hosts are exempt", () => {
    const target = { scheme: "https", host: "nodejs.example", port: 443 } as const;

    expect(createOnwardProxy({}).proxyFor(target)).toBeUndefined();
    expect(
      createOnwardProxy({ httpProxy: "http://p.example", noProxy: "*" }).proxyFor(target),
    ).toBeUndefined();
  });
});
