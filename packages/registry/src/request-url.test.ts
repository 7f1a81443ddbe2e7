import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { RegistryError } from "./errors.ts";
import { parseRegistryRequest } from "./request-url.ts";

function get(url: string): unknown {
  return parseRegistryRequest("GET", url);
}

function codeOf(method: string, url: string): string {
  try {
    return parseRegistryRequest(method, url).kind;
  } catch (error) {
    if (error instanceof RegistryError) return error.code;
    throw error;
  }
}

describe("parseRegistryRequest", () => {
  test.each([
    "/axios",
    "/axios/",
    "/axios?write=true",
    "/axios#x",
    "/%61xios",
    "http://127.0.0.1:4880/axios",
    "HTTPS://host.example/axios",
  ])("reads %s as the packument of axios", (url) => {
    expect(get(url)).toEqual({ kind: "packument", name: "axios" });
  });

  test.each([
    "/@acme%2ftool",
    "/@acme%2Ftool",
    "/@acme/tool",
    "/%40acme/tool",
    "/%40acme%2ftool",
    "/@acme%2ftool/",
  ])("reads %s as the packument of @acme/tool", (url) => {
    expect(get(url)).toEqual({ kind: "packument", name: "@acme/tool" });
  });

  test.each([
    "/@acme%2ftool/-/tool-1.0.0.tgz",
    "/@acme/tool/-/tool-1.0.0.tgz",
    "/@acme/tool/-/@acme/tool-1.0.0.tgz",
    "/@acme%2ftool/-/@acme%2ftool-1.0.0.tgz",
    "/@acme%2ftool/%2d/%74ool-1.0.0.tgz?x=1",
  ])("reads %s as one tarball", (url) => {
    expect(get(url)).toEqual({ kind: "tarball", name: "@acme/tool", file: "tool-1.0.0.tgz" });
  });

  test.each([
    ["/axios/latest", { kind: "manifest", name: "axios", selector: "latest" }],
    ["/axios/%5E1.0.0", { kind: "manifest", name: "axios", selector: "^1.0.0" }],
    ["/axios/%3E=1%20%3C2", { kind: "manifest", name: "axios", selector: ">=1 <2" }],
    ["/@acme%2ftool/1.0.0", { kind: "manifest", name: "@acme/tool", selector: "1.0.0" }],
    ["/axios/-/axios-1.0.0%2Bb.tgz", { kind: "tarball", name: "axios", file: "axios-1.0.0+b.tgz" }],
    ["/-/package/axios/dist-tags", { kind: "dist-tags", name: "axios" }],
    ["/-/package/@acme%2ftool/dist-tags", { kind: "dist-tags", name: "@acme/tool" }],
    ["/-/npm/v1/attestations/axios@1.0.0", { kind: "attestations", name: "axios", version: "1.0.0" }],
    [
      "/-/npm/v1/attestations/@acme%2ftool@1.0.0",
      { kind: "attestations", name: "@acme/tool", version: "1.0.0" },
    ],
    [
      "/-/npm/v1/attestations/@acme/tool@1.0.0",
      { kind: "attestations", name: "@acme/tool", version: "1.0.0" },
    ],
    ["/-/npm/v1/keys", { kind: "keys" }],
    ["/-/ping?write=true", { kind: "ping" }],
    ["/-/whoami", { kind: "whoami" }],
    ["/-/v1/search?text=a%20b&size=20", { kind: "search", query: "text=a%20b&size=20" }],
    ["/-/health", { kind: "own", path: "/-/health" }],
    [
      "/-/lockkeeper/decision/@acme%2ftool@1.0.0?x",
      { kind: "own", path: "/-/lockkeeper/decision/@acme/tool@1.0.0" },
    ],
    ["/", { kind: "root" }],
    ["", { kind: "root" }],
    ["http://host.example", { kind: "root" }],
    ["/-/all", { kind: "unknown" }],
    ["/-", { kind: "unknown" }],
    ["/@acme", { kind: "unknown" }],
    ["/axios/-", { kind: "unknown" }],
    ["/axios/-/a/b.tgz", { kind: "unknown" }],
    ["/@acme/tool/-/@other/tool-1.0.0.tgz", { kind: "unknown" }],
    ["/axios/1.0.0/x", { kind: "unknown" }],
    ["/axios/-%2faxios-1.0.0.tgz", { kind: "unknown" }],
  ])("reads GET %s", (url, request) => {
    expect(get(url)).toEqual(request);
  });

  test.each([
    ["PUT", "/axios", "publish", "axios"],
    ["PUT", "/@acme%2ftool", "publish", "@acme/tool"],
    ["PUT", "/axios/-rev/3-abc", "unpublish", "axios"],
    ["DELETE", "/axios/-/axios-1.0.0.tgz/-rev/3-abc", "unpublish", "axios"],
    ["PUT", "/-/package/axios/dist-tags/latest", "change dist-tags", "axios"],
    ["DELETE", "/-/package/@acme%2ftool/dist-tags/beta", "change dist-tags", "@acme/tool"],
    ["POST", "/-/package/axios/access", "change access", "axios"],
    ["PUT", "/-/user/org.couchdb.user:bob", "log in", undefined],
    ["POST", "/-/v1/login", "log in", undefined],
    ["DELETE", "/-/user/token/abc", "log out", undefined],
    ["GET", "/-/npm/v1/tokens", "manage tokens", undefined],
    ["PUT", "/-/team/acme/dev/user", "manage teams", undefined],
    ["POST", "/-/npm/v1/hooks/hook", "manage hooks", undefined],
    ["POST", "/-/anything", "change the registry", undefined],
  ])("reads %s %s as the wish to %s", (method, url, action, name) => {
    expect(parseRegistryRequest(method, url)).toEqual({ kind: "write", action, name });
  });

  test("takes HEAD for GET and leaves other methods unknown", () => {
    expect(parseRegistryRequest("HEAD", "/axios")).toEqual({ kind: "packument", name: "axios" });
    expect(parseRegistryRequest("OPTIONS", "/axios")).toEqual({ kind: "unknown" });
    expect(parseRegistryRequest("TRACE", "/-/ping")).toEqual({ kind: "unknown" });
  });

  test("tells the two kinds of audit apart", () => {
    expect(parseRegistryRequest("POST", "/-/npm/v1/security/advisories/bulk").kind).toBe("advisories-bulk");
    expect(parseRegistryRequest("POST", "/-/npm/v1/security/audits").kind).toBe("audit-legacy");
    expect(parseRegistryRequest("POST", "/-/npm/v1/security/audits/quick").kind).toBe("audit-legacy");
    expect(get("/-/npm/v1/security/advisories/bulk")).toEqual({ kind: "unknown" });
  });

  test.each([
    "/axi%6fs%2",
    "/%zz",
    "/%ff",
    "/%2561xios",
    "/@acme%252ftool",
    "/axios%00",
    "/axios%0d%0aX",
    "/axios\\x",
    "/axios%5cx",
    "/../axios",
    "/axios/../lodash",
    "/axios/%2e%2e/lodash",
    "/axios/%2e",
    "/@acme%2f..",
    "/@acme%2ftool%2fextra",
    "/axios%2f-%2faxios-1.0.0.tgz",
    "//axios",
    "/axios//latest",
    "/ax ios",
    "/axi\u00f6s",
    "axios",
    "*",
    `/${"a".repeat(400)}`,
    `/axios?${"a".repeat(5000)}`,
    "/@/tool",
    "/-/npm/v1/attestations/axios",
    "/-/npm/v1/attestations/axios@latest",
    "/-/package/%20/dist-tags",
  ])("refuses %j", (url) => {
    expect(codeOf("GET", url)).toBe("REGISTRY_BAD_URL");
  });

  test("gives the same answer for every spelling of a path's characters", () => {
    const paths = [
      "/axios",
      "/@acme/tool",
      "/axios/-/axios-1.0.0.tgz",
      "/@acme/tool/-/tool-1.0.0.tgz",
      "/axios/latest",
    ];

    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.infiniteStream(fc.boolean()), (path, escapes) => {
        const spelled = Array.from(path, (character) => {
          const isEscaped = character !== "/" && escapes.next().value === true;
          return isEscaped ? `%${character.charCodeAt(0).toString(16).padStart(2, "0")}` : character;
        });

        expect(get(spelled.join(""))).toEqual(get(path));
      }),
    );
  });

  test("answers or refuses every text, and lets no escape through into a name", () => {
    const pieces = fc.constantFrom(
      "/",
      "-",
      "%2f",
      "%2F",
      "@",
      "a",
      "..",
      ".",
      "%",
      "%25",
      "\\",
      "\0",
      "?",
      "#",
      "é",
      "http://h",
    );

    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 10 }),
        fc.constantFrom("GET", "PUT", "POST"),
        (parts, method) => {
          const url = parts.join("");
          if (codeOf(method, url) === "REGISTRY_BAD_URL") return;

          const request = parseRegistryRequest(method, url);

          if ("name" in request && request.name !== undefined)
            expect(request.name).toMatch(/^[^%\\/]+(?:\/[^%\\/]+)?$/);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
