import { Buffer } from "node:buffer";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { historyOf, packumentOf, releaseOf } from "../test/packument.ts";
import { TrustError } from "./errors.ts";
import { parseReleaseHistory } from "./index.ts";

function parse(document: unknown): ReturnType<typeof parseReleaseHistory> {
  return parseReleaseHistory(Buffer.from(JSON.stringify(document)));
}

describe("parseReleaseHistory", () => {
  test("reads who published a release, how and when", () => {
    const history = historyOf([{ version: "1.0.0", at: "2026-01-01T00:00:00.000Z", way: "machine" }]);

    const release = releaseOf(history, "1.0.0");

    expect(release.publishedAt).toEqual({ state: "present", value: Date.UTC(2026, 0, 1) });
    expect(release.publisher).toMatchObject({
      state: "present",
      value: { isMachine: true, login: "GitHub Actions" },
    });
    expect(release.rank).toEqual({ state: "present", value: "trusted-publisher" });
    expect(release.maintainers).toEqual([{ login: "mia", email: "mia@mail.example" }]);
  });

  test.each([
    ["hand", "none"],
    ["oidc", "oidc"],
    ["provenance", "provenance"],
    ["machine", "trusted-publisher"],
    ["staged", "staged"],
  ] as const)("ranks publishing by %s as %s", (way, rank) => {
    const history = historyOf([{ version: "1.0.0", at: "2026-01-01T00:00:00Z", way }]);

    expect(releaseOf(history, "1.0.0").rank).toEqual({ state: "present", value: rank });
  });

  test("calls a field unavailable that no release has, and absent one that others have", () => {
    const bare = {
      name: "sample",
      versions: { "1.0.0": { version: "1.0.0" }, "1.1.0": { version: "1.1.0", gitHead: "abc" } },
    };

    const release = releaseOf(parse(bare), "1.0.0");

    expect(release.gitHead).toEqual({ state: "absent" });
    expect(release.publisher.state).toBe("unavailable");
    expect(release.rank.state).toBe("unavailable");
    expect(release.signatures.state).toBe("unavailable");
    expect(release.publishedAt.state).toBe("unavailable");
  });

  test("leaves out a manifest whose version is not its key", () => {
    const history = parse({
      name: "sample",
      versions: { "1.0.0": { version: "2.0.0" }, "1.1.0": { version: "1.1.0" } },
    });

    expect(history.releases.map(({ version }) => version)).toEqual(["1.1.0"]);
  });

  test("orders releases by SemVer and lists those that are gone", () => {
    const history = parse({
      name: "sample",
      time: {
        created: "2026-01-01T00:00:00Z",
        "1.10.0": "2026-01-03T00:00:00.123456+00:00",
        "1.9.0": "2026-01-02T00:00:00Z",
        "1.11.0": "2026-01-04T00:00:00Z",
      },
      versions: { "1.10.0": { version: "1.10.0" }, "1.9.0": { version: "1.9.0" } },
    });

    expect(history.releases.map(({ version }) => version)).toEqual(["1.9.0", "1.10.0"]);
    expect(history.removed).toEqual([{ version: "1.11.0", publishedAt: Date.UTC(2026, 0, 4) }]);
  });

  test("does not believe a mirror whose times are those of its copying", () => {
    const history = parse({
      name: "sample",
      time: { "1.0.0": "2026-03-03T00:00:00Z", "1.0.1": "2026-03-02T00:00:00Z" },
      versions: { "1.0.0": { version: "1.0.0" }, "1.0.1": { version: "1.0.1" } },
    });

    expect(history.releases.map(({ publishedAt }) => publishedAt.state)).toEqual([
      "unavailable",
      "unavailable",
    ]);
    expect(history.createdAt.state).toBe("unavailable");
  });

  test("keeps foreign keys such as __proto__ and constructor as data", () => {
    const history = parseReleaseHistory(
      Buffer.from(
        '{"name":"sample","dist-tags":{"__proto__":"1.0.0","constructor":"1.0.0"},"versions":{"__proto__":{},"1.0.0":{"version":"1.0.0","scripts":{"constructor":"x","__proto__":"y"}}}}',
      ),
    );

    expect(Object.keys(history.distTags).sort()).toEqual(["__proto__", "constructor"]);
    expect(releaseOf(history, "1.0.0").installScripts).toEqual([]);
    expect(Object.getPrototypeOf(history.distTags)).toBeNull();
  });

  test("knows an install script that only hasInstallScript tells", () => {
    const history = historyOf([{ version: "1.0.0", at: undefined, manifest: { hasInstallScript: true } }]);

    expect(releaseOf(history, "1.0.0").installScripts).toEqual(["install"]);
  });

  test.each([["{"], ["[]"], ["{}"], ['{"name":"../x"}']])("refuses %s with a code", (text) => {
    expect(() => parseReleaseHistory(Buffer.from(text))).toThrow(TrustError);
  });

  test("answers or throws its own error for any document", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const document = {
          ...packumentOf([{ version: "1.0.0", at: "2026-01-01T00:00:00Z" }]),
          time: value,
          maintainers: value,
        };
        const history = parse({
          ...document,
          versions: {
            "1.0.0": value,
            "1.0.1": { version: "1.0.1", dist: value, _npmUser: value, scripts: value, dependencies: value },
          },
        });

        expect(history.name).toBe("sample");
      }),
    );
  });
});
