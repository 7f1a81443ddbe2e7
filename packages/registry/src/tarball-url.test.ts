import { parsePackageName } from "@lockkeeper/core";
import { describe, expect, test } from "vitest";

import { axios, buildManifest, buildPackument, buildVersions, toBytes } from "../test/packument-builder.ts";
import { scanPackument } from "./packument-scan.ts";
import type { PackumentIndex } from "./packument.ts";
import { conventionalTarballPath, fileOfTarballUrl, resolveTarballFile } from "./tarball-url.ts";

function indexOf(tarballs: Readonly<Record<string, string>>): PackumentIndex {
  const versions = Object.entries(tarballs).map(([version, tarball]) => [
    version,
    buildManifest("axios", version, { dist: { tarball } }),
  ]);
  return scanPackument(toBytes(buildPackument({ versions: Object.fromEntries(versions) })), axios);
}

describe("conventionalTarballPath", () => {
  test("leaves the scope out of the file's name", () => {
    expect(conventionalTarballPath(axios, "1.14.0")).toBe("axios/-/axios-1.14.0.tgz");
    expect(conventionalTarballPath(parsePackageName("@acme/tool"), "1.0.0")).toBe(
      "@acme/tool/-/tool-1.0.0.tgz",
    );
  });
});

describe("fileOfTarballUrl", () => {
  test.each([
    ["https://registry.example/axios/-/axios-1.0.0.tgz", "axios-1.0.0.tgz"],
    ["https://registry.example/axios/-/axios-1.0.0%2Bb.tgz?token=x#y", "axios-1.0.0+b.tgz"],
    ["https://registry.example/download/@acme/tool/1.0.0/abcdef", "abcdef"],
    ["https://registry.example/x/a%2fb.tgz", undefined],
    ["https://registry.example/x/a%5cb.tgz", undefined],
    ["https://registry.example/x/%zz.tgz", undefined],
    ["https://registry.example/", undefined],
    ["nonsense", undefined],
  ])("reads %s as %s", (url, file) => {
    expect(fileOfTarballUrl(url)).toBe(file);
  });
});

describe("resolveTarballFile", () => {
  test("finds a version by its conventional name and by its own URL", () => {
    const index = indexOf({
      "1.0.0": "https://registry.example/axios/-/axios-1.0.0.tgz",
      "1.1.0": "https://registry.example/files/abcdef",
      "1.2.0+b": "https://registry.example/axios/-/axios-1.2.0%2Bb.tgz",
    });

    expect(resolveTarballFile(index, "axios-1.0.0.tgz")?.version).toBe("1.0.0");
    expect(resolveTarballFile(index, "abcdef")?.version).toBe("1.1.0");
    expect(resolveTarballFile(index, "axios-1.1.0.tgz")?.version).toBe("1.1.0");
    expect(resolveTarballFile(index, "axios-1.2.0+b.tgz")?.version).toBe("1.2.0+b");
    expect(resolveTarballFile(index, "axios-9.0.0.tgz")).toBeUndefined();
    expect(resolveTarballFile(index, "axios-.tgz")).toBeUndefined();
    expect(resolveTarballFile(index, "")).toBeUndefined();
  });

  test("finds nothing where one version claims the file of another", () => {
    const stolen = indexOf({
      "1.14.0": "https://registry.example/axios/-/axios-1.14.1.tgz",
      "1.14.1": "https://registry.example/axios/-/axios-1.14.1.tgz",
    });
    const encoded = indexOf({
      "1.14.0": "https://registry.example/axios/-/%61xios-1.14.1.tgz?x",
      "1.14.1": "https://registry.example/other",
    });

    expect(resolveTarballFile(stolen, "axios-1.14.1.tgz")).toBeUndefined();
    expect(resolveTarballFile(encoded, "axios-1.14.1.tgz")).toBeUndefined();
  });

  test("finds no refused version", () => {
    const versions = { ...buildVersions("axios", "1.0.0"), "1.1.0": buildManifest("axois", "1.1.0") };
    const index = scanPackument(toBytes(buildPackument({ versions })), axios);

    expect(resolveTarballFile(index, "axios-1.1.0.tgz")).toBeUndefined();
  });
});
