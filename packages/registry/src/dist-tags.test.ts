import * as fc from "fast-check";
import semver from "semver";
import { describe, expect, test } from "vitest";

import { axios, buildManifest, buildPackument, toBytes } from "../test/packument-builder.ts";
import { repairDistTags } from "./dist-tags.ts";
import { scanPackument } from "./packument-scan.ts";
import type { PackumentIndex } from "./packument.ts";

function indexOf(tags: Readonly<Record<string, string>>, ...versions: readonly string[]): PackumentIndex {
  const manifests = versions.map((text) => {
    const [version = "", mark] = text.split("!");
    return [version, buildManifest("axios", version, mark === undefined ? {} : { deprecated: "old" })];
  });
  return scanPackument(toBytes(buildPackument({ tags, versions: Object.fromEntries(manifests) })), axios);
}

function repair(index: PackumentIndex, ...dropped: readonly string[]): Record<string, string> {
  const kept = new Set([...index.versions.keys()].filter((version) => !dropped.includes(version)));
  return Object.fromEntries(repairDistTags(index, kept));
}

describe("repairDistTags", () => {
  test("leaves a tag whose version is kept", () => {
    expect(repair(indexOf({ latest: "1.0.0" }, "1.0.0", "2.0.0"), "2.0.0")).toEqual({ latest: "1.0.0" });
  });

  test("moves latest down, across majors if it must, and never up", () => {
    const index = indexOf({ latest: "2.0.0" }, "1.8.0", "1.9.0", "2.0.0", "2.0.1", "3.0.0");

    expect(repair(index, "2.0.0")).toEqual({ latest: "1.9.0" });
    expect(repair(index, "2.0.0", "1.9.0", "1.8.0")).toEqual({});
  });

  test("keeps any other tag within its major", () => {
    const index = indexOf({ legacy: "0.30.4", latest: "1.14.1" }, "0.30.3", "0.30.4", "1.14.0", "1.14.1");

    expect(repair(index, "0.30.4", "1.14.1")).toEqual({ legacy: "0.30.3", latest: "1.14.0" });
    expect(repair(indexOf({ next: "2.0.0" }, "1.9.0", "2.0.0"), "2.0.0")).toEqual({});
  });

  test("never mixes prereleases and releases", () => {
    const index = indexOf(
      { next: "2.0.0-rc.2", latest: "1.1.0" },
      "1.0.0",
      "1.1.0",
      "2.0.0-rc.1",
      "2.0.0-rc.2",
    );

    expect(repair(index, "2.0.0-rc.2", "1.1.0")).toEqual({ next: "2.0.0-rc.1", latest: "1.0.0" });
  });

  test("takes thousands of tags over thousands of versions in its stride", () => {
    const kept = Array.from({ length: 5000 }, (_, at) => `1.${at}.0`);
    const dropped = Array.from({ length: 5000 }, (_, at) => `1.${at}.1`);
    const tags = Object.fromEntries(dropped.map((version, at) => [`tag-${at}`, version]));
    const index = indexOf(tags, ...kept, ...dropped);
    const before = performance.now();

    const repaired = repair(index, ...dropped.slice(0, 4000));

    expect(repaired["tag-3999"]).toBe("1.3999.0");
    expect(performance.now() - before).toBeLessThan(2000);
  });

  test("prefers versions that are not deprecated, then the highest", () => {
    const index = indexOf({ latest: "1.3.0" }, "1.0.0", "1.1.0", "1.2.0!", "1.3.0");

    expect(repair(index, "1.3.0")).toEqual({ latest: "1.1.0" });
    expect(repair(index, "1.3.0", "1.1.0", "1.0.0")).toEqual({ latest: "1.2.0" });
  });

  test("repairs a tag that dangles in the document, and drops one that names no version", () => {
    const index = indexOf({ latest: "1.5.0", odd: "banana", long: "1".repeat(5000) }, "1.0.0", "1.9.0");

    expect(repair(index)).toEqual({ latest: "1.0.0" });
  });

  test("answers only kept versions, none of them higher than the tag was", () => {
    const version = fc
      .tuple(fc.nat(2), fc.nat(3), fc.constantFrom("", "-a.1", "-a.2"))
      .map(([major, minor, rest]) => `${major}.${minor}.0${rest}`);
    const versions = fc.uniqueArray(version, { minLength: 1, maxLength: 10 });

    fc.assert(
      fc.property(versions, fc.func(fc.boolean()), version, (all, drops, target) => {
        const index = indexOf({ latest: target, other: target }, ...all);
        const kept = new Set(all.filter((each) => !drops(each)));

        for (const [tag, repaired] of repairDistTags(index, kept)) {
          expect(kept.has(repaired)).toBe(true);
          expect(semver.lte(repaired, target)).toBe(true);
          if (tag === "other") expect(semver.major(repaired)).toBe(semver.major(target));
        }
      }),
    );
  });
});
