import { parsePackageName } from "@lockkeeper/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { axios, buildManifest, buildPackument, buildVersions, toBytes } from "../test/packument-builder.ts";
import { RegistryError } from "./errors.ts";
import { scanPackument } from "./packument-scan.ts";
import type { PackumentVersion } from "./packument.ts";

function codeOf(document: unknown): string {
  try {
    scanPackument(Buffer.isBuffer(document) ? document : toBytes(document), axios);
    return "accepted";
  } catch (error) {
    if (error instanceof RegistryError) return error.code;
    throw error;
  }
}

function scanOne(fields: Readonly<Record<string, unknown>>): PackumentVersion | undefined {
  const versions = { "1.0.0": buildManifest("axios", "1.0.0", fields) };
  return scanPackument(toBytes(buildPackument({ versions })), axios).versions.get("1.0.0");
}

function refusalOf(key: string, manifest: unknown): string | undefined {
  const text = `{"name":"axios","versions":{${JSON.stringify(key)}:${JSON.stringify(manifest)}}}`;
  const index = scanPackument(toBytes(text), axios);
  expect(index.versions.size).toBe(0);
  return index.refused.get(key);
}

describe("scanPackument", () => {
  test("finds what a manifest says and where", () => {
    const manifest = buildManifest("axios", "1.14.0", {
      gitHead: "abc",
      deprecated: "use \u00e9lsewhere",
      scripts: { test: "x", postinstall: "node setup.js", preinstall: "" },
      _npmUser: {
        name: "bot",
        email: "bot@mail.example",
        trustedPublisher: { id: "github", oidcConfigId: "c" },
      },
      dist: { integrity: "sha512-x", signatures: [{ keyid: "k", sig: "s" }], attestations: { url: "u" } },
    });
    const bytes = toBytes(buildPackument({ versions: { "1.14.0": manifest }, tags: { latest: "1.14.0" } }));

    const index = scanPackument(bytes, axios);

    const version = index.versions.get("1.14.0");
    expect(version).toMatchObject({
      version: "1.14.0",
      integrity: "sha512-x",
      shasum: "a".repeat(40),
      deprecated: "use \u00e9lsewhere",
      installScripts: ["postinstall"],
      exoticDependencies: [],
      publisher: { name: "bot", email: "bot@mail.example", trustedPublisher: "github" },
      hasAttestation: true,
      hasSignature: true,
      gitHead: "abc",
    });
    expect(JSON.parse(bytes.toString("utf8", version?.span.start, version?.span.end))).toEqual(manifest);
    expect(bytes.toString("utf8", version?.tarball?.span.start, version?.tarball?.span.end)).toBe(
      '"https://registry.example/axios/-/axios-1.14.0.tgz"',
    );
    expect([...index.distTags]).toEqual([["latest", "1.14.0"]]);
    expect(index.times.get("1.14.0")).toBe("2026-01-01T00:00:00.000Z");
    expect(index.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test("decodes escapes in keys and values", () => {
    const text = String.raw`{"n\u0061me":"\u0061xios","versi\u006fns":{"1.0.\u0030":{"name":"axi\u006fs","version":"1.0.0","d\u0069st":{"tarball":"https:\/\/registry.example\/axios\/-\/axios-1.0.0.tgz"},"dependenc\u0069es":{"x":"g\u0069t+https://host.invalid/x"}}}}`;

    const version = scanPackument(toBytes(text), axios).versions.get("1.0.0");

    expect(version?.tarball?.url).toBe("https://registry.example/axios/-/axios-1.0.0.tgz");
    expect(version?.exoticDependencies).toEqual([{ name: "x", spec: "git+https://host.invalid/x" }]);
  });

  test("reads what a client installs along, peers too, but not what is for development", () => {
    const version = scanOne({
      dependencies: { a: "user/repo", b: "^1.0.0" },
      optionalDependencies: { a: "user/repo", c: "https://host.invalid/c.tgz" },
      devDependencies: { d: "git://host.invalid/d" },
      peerDependencies: { e: "git+ssh://host.invalid/e", f: ">=2" },
    });

    expect(version?.exoticDependencies).toEqual([
      { name: "a", spec: "user/repo" },
      { name: "c", spec: "https://host.invalid/c.tgz" },
      { name: "e", spec: "git+ssh://host.invalid/e" },
    ]);
  });

  test.each([
    [{ hasInstallScript: true }, ["install"]],
    [{ hasInstallScript: true, scripts: { preinstall: "x" } }, ["preinstall"]],
    [{ hasInstallScript: false, scripts: { install: "x", postinstall: "y" } }, ["install", "postinstall"]],
    [{ scripts: { postinstall: "  " } }, []],
    [{ scripts: "postinstall" }, []],
  ])("reads the install scripts of %j as %j", (fields, scripts) => {
    expect(scanOne(fields)?.installScripts).toEqual(scripts);
  });

  test.each([
    ["", undefined],
    [false, undefined],
    [true, "true"],
    ["gone", "gone"],
  ])("reads deprecated: %j as %j", (deprecated, expected) => {
    expect(scanOne({ deprecated })?.deprecated).toBe(expected);
  });

  test.each([
    ["__proto__", buildManifest("axios", "1.0.0"), "its key is no SemVer version"],
    ["v1.0.0", buildManifest("axios", "v1.0.0"), "its key is no SemVer version"],
    ["1.0.0", buildManifest("axois", "1.0.0"), "its manifest names another package"],
    ["1.0.0", buildManifest("axios", "1.0.1"), "its manifest names another version"],
    ["1.0.0", "none", "its manifest is no object"],
    ["1.0.0", { name: "axios", version: "1.0.0" }, "it has no tarball"],
    ["1.0.0", buildManifest("axios", "1.0.0", { dist: { tarball: 5 } }), "it has no tarball"],
    [
      "1.0.0",
      buildManifest("axios", "1.0.0", { dist: { tarball: "file:///etc/passwd" } }),
      "its tarball is at no http or https URL",
    ],
    [
      "1.0.0",
      buildManifest("axios", "1.0.0", { dist: { tarball: "https://a.invalid/x y" } }),
      "its tarball is at no http or https URL",
    ],
  ])("refuses the version %s of %j", (key, manifest, why) => {
    expect(refusalOf(key, manifest)).toBe(why);
  });

  test.each([
    ["a top-level field", '{"name":"axios","versions":{},"versions":{}}'],
    ["a top-level field in another spelling", '{"name":"axios","versions":{},"version\\u0073":{}}'],
    ["a version", '{"versions":{"1.0.0":{},"1.0.0":{}}}'],
    ["a time", '{"time":{"1.0.0":"a","1.0.0":"b"}}'],
    ["a tag", '{"dist-tags":{"latest":"1.0.0","latest":"2.0.0"}}'],
    ["a name", '{"versions":{"1.0.0":{"name":"axios","name":"axios"}}}'],
    ["a dist", '{"versions":{"1.0.0":{"dist":{},"dist":{}}}}'],
    ["a tarball", '{"versions":{"1.0.0":{"dist":{"tarball":"a","tarball":"b"}}}}'],
    ["an integrity", '{"versions":{"1.0.0":{"dist":{"integrity":"a","integrit\\u0079":"b"}}}}'],
  ])("refuses a document that gives %s twice", (_what, text) => {
    expect(codeOf(text)).toBe("REGISTRY_BAD_PACKUMENT");
  });

  test.each([
    ["of another package", '{"name":"axois"}'],
    ["of another package by its id", '{"_id":"axois","versions":{}}'],
    ["whose name is no text", '{"name":5}'],
    ["whose versions are a list", '{"name":"axios","versions":[]}'],
    ["that is a list", "[]"],
    ["that is null", "null"],
    ["that ends early", '{"name":"axios","versions":{"1.0.0":{"name":"axios"'],
    ["with a byte order mark", '\uFEFF{"name":"axios"}'],
    ["of HTML", "<html></html>"],
  ])("refuses a document %s", (_what, text) => {
    expect(codeOf(text)).toBe("REGISTRY_BAD_PACKUMENT");
  });

  test("refuses bytes that are not UTF-8", () => {
    const bytes = Buffer.concat([
      Buffer.from('{"name":"axios","d":"'),
      Buffer.from([0xc3]),
      Buffer.from('"}'),
    ]);

    expect(() => scanPackument(bytes, axios)).toThrow(/not UTF-8/);
  });

  test("refuses what is nested too deep, before the stack ends", () => {
    const deep = `{"name":"axios","a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;

    expect(codeOf(deep)).toBe("REGISTRY_PACKUMENT_TOO_DEEP");
  });

  test("refuses more versions than the bound", () => {
    const versions = Array.from({ length: 50_001 }, (_, patch) => `"1.0.${patch}":{}`).join(",");

    expect(codeOf(`{"versions":{${versions}}}`)).toBe("REGISTRY_PACKUMENT_TOO_LARGE");
  });

  test.each([
    [
      "unpublished",
      { _id: "axios", name: "axios", time: { unpublished: { versions: ["1.0.0"] }, "1.0.0": "2026" } },
    ],
    ["empty", {}],
    ["without a name", { _id: "axios", versions: {} }],
    ["with null parts", { name: "axios", versions: null, time: null, "dist-tags": null }],
  ])("accepts a document that is %s", (_what, document) => {
    const index = scanPackument(toBytes(document), axios);

    expect(index.versions.size).toBe(0);
  });

  test("accepts a scoped name", () => {
    const name = parsePackageName("@acme/tool");
    const bytes = toBytes(buildPackument({ name, versions: buildVersions(name, "1.0.0") }));

    expect([...scanPackument(bytes, name).versions.keys()]).toEqual(["1.0.0"]);
  });

  test("takes no longer than the document is long for many members and many escapes", () => {
    const keys = Array.from({ length: 200_000 }, (_, index) => `"k${index}":0`).join(",");
    const escapes = String.raw`"a":"${String.raw`\"`.repeat(500_000)}"`;
    const started = performance.now();

    expect(codeOf(`{${keys},${escapes}}`)).toBe("accepted");
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test("throws nothing but its own errors, whatever the bytes", () => {
    const text = JSON.stringify(buildPackument({ versions: buildVersions("axios", "1.0.0", "1.1.0") }));
    const change = fc.record({
      at: fc.nat(text.length),
      cut: fc.nat(9),
      insert: fc.uint8Array({ maxLength: 4 }),
    });

    fc.assert(
      fc.property(change, ({ at, cut, insert }) => {
        const damaged = [Buffer.from(text.slice(0, at)), insert, Buffer.from(text.slice(at + cut))];

        expect(codeOf(Buffer.concat(damaged))).toMatch(/^(?:accepted|REGISTRY_BAD_PACKUMENT)$/);
      }),
      { numRuns: 1000 },
    );
  });
});
