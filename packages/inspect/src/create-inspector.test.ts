import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { PackageName } from "@lockkeeper/core";
import { buildPackage } from "@lockkeeper/drill";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";

import type { FakeVersion } from "../test/fake-source.ts";
import { createFakeSource } from "../test/fake-source.ts";
import { createExtractor, createInspector } from "./index.ts";
import type { Inspector, InspectorParts, RegistrySource, ValueCache } from "./index.ts";

const now = Date.parse("2026-03-31T01:00:00Z");

function inspectorOn(registry: RegistrySource | undefined, parts: Partial<InspectorParts> = {}): Inspector {
  return createInspector({
    registry,
    extract: createExtractor(),
    clock: { now: () => now },
    popularNames: ["express"],
    version: "1.2.3",
    ...parts,
  });
}

const parent: readonly FakeVersion[] = [
  { manifest: { name: "parent", version: "1.0.0" }, at: "2024-01-01T00:00:00Z" },
  {
    manifest: { name: "parent", version: "1.0.1", dependencies: { "odd-helper": "^1.0.0" } },
    at: "2026-03-31T00:22:00Z",
  },
];
const helper: FakeVersion = {
  manifest: { name: "odd-helper", version: "1.0.0", scripts: { postinstall: "node setup.js" } },
  files: [{ path: "setup.js", content: "console.log(1);\n" }],
  at: "2026-03-31T00:00:00Z",
  publisher: "stranger",
};

describe("inspect, of a registry's version", () => {
  test("blocks a release that adds a stranger's package of that night, which nothing imports and which runs at install", async () => {
    const inspector = inspectorOn(createFakeSource([...parent, helper]));

    const inspection = await inspector.inspect({ kind: "spec", spec: "parent@^1" });

    expect(inspection).toMatchObject({
      name: "parent",
      version: "1.0.1",
      verdict: "block",
      error: undefined,
    });
    expect(inspection.reasons[0]?.message).toContain(
      "odd-helper@1.0.0, was published 22 minutes before this release, is imported by nothing in the package and runs a script at install",
    );
  });

  test("looks at the registry as it stood at a moment", async () => {
    const inspector = inspectorOn(createFakeSource([...parent, helper]));

    const inspection = await inspector.inspect(
      { kind: "spec", spec: "parent@^1" },
      { at: Date.parse("2026-03-30T00:00:00Z") },
    );

    expect(inspection).toMatchObject({ version: "1.0.0", verdict: "allow" });
  });

  test("follows an alias, and ends in a circle of dependencies", async () => {
    const circle = ["a", "b"].map((name): FakeVersion => {
      const other = name === "a" ? "b" : "a";
      return {
        manifest: { name: `round-${name}`, version: "1.0.0", dependencies: { [`round-${other}`]: "*" } },
        at: "2026-03-30T00:00:00Z",
      };
    });
    const inspector = inspectorOn(createFakeSource(circle));

    const inspection = await inspector.inspect({ kind: "spec", spec: "other@npm:round-a@latest" });

    expect(inspection).toMatchObject({ name: "round-a", version: "1.0.0", error: undefined });
  });

  test("is unknown when the registry's bytes are not those that its packument promises", async () => {
    const source = createFakeSource(parent);
    source.swapped.set(
      "https://registry.example/parent/-/1.0.0.tgz",
      buildPackage({ name: "parent", version: "1.0.0", description: "other" }).tarball,
    );

    const inspection = await inspectorOn(source).inspect({ kind: "spec", spec: "parent@1.0.0" });

    expect(inspection).toMatchObject({ verdict: "unknown", error: { code: "INSPECT_WRONG_BYTES" } });
  });

  test.each([
    ["nobody@1", "INSPECT_NO_PACKAGE"],
    ["parent@7", "INSPECT_NO_VERSION"],
    ["parent@github:a/b", "INSPECT_BAD_SPEC"],
    ["..", "CORE_BAD_NAME"],
  ])("is unknown for %s, with the code %s", async (spec, code) => {
    const inspection = await inspectorOn(createFakeSource(parent)).inspect({ kind: "spec", spec });

    expect(inspection).toMatchObject({ verdict: "unknown", error: { code } });
  });

  test("is unknown when code that runs at import cannot be read, though nothing was found", async () => {
    const content = `x=${"(".repeat(20_000)}1${")".repeat(20_000)}`;
    const manifest = { name: "deep", version: "1.0.0", main: "index.js" };
    const source = createFakeSource([
      { manifest, files: [{ path: "index.js", content }], at: "2024-01-01T00:00:00Z" },
    ]);

    const inspection = await inspectorOn(source).inspect({ kind: "spec", spec: "deep@1.0.0" });

    expect(inspection.verdict).toBe("unknown");
    expect(inspection.reasons.map(({ message }) => message)).toContain(
      "index.js runs and could not be read: nested too deeply.",
    );
  });

  test("is unknown offline, since nothing could be looked at", async () => {
    const inspection = await inspectorOn(createFakeSource(parent)).inspect(
      { kind: "spec", spec: "parent@1.0.0" },
      { isOffline: true },
    );

    expect(inspection).toMatchObject({ verdict: "unknown", error: { code: "INSPECT_OFFLINE" } });
  });

  test("is unknown when the time is over before the bytes came", async () => {
    const source = createFakeSource(parent);
    const slow: RegistrySource = { ...source, fetchTarball: () => new Promise(() => undefined) };

    const inspection = await inspectorOn(slow).inspect(
      { kind: "spec", spec: "parent@1.0.0" },
      { budgetMs: 20 },
    );

    expect(inspection).toMatchObject({ verdict: "unknown", error: { code: "INSPECT_OUT_OF_TIME" } });
  });

  test("is not unknown for a predecessor that cannot be fetched, and says so", async () => {
    const source = createFakeSource(parent);
    source.swapped.set("https://registry.example/parent/-/1.0.0.tgz", new Uint8Array());

    const inspection = await inspectorOn(source).inspect({ kind: "spec", spec: "parent@1.0.1" });

    expect(inspection.verdict).not.toBe("unknown");
    expect(inspection.facts["evidence"]).toMatchObject({
      predecessor: expect.stringMatching(/^unavailable: /),
    });
  });

  test("blocks what an advisory names, whatever the bytes are", async () => {
    const knownBad = {
      revision: "7",
      match: (name: string) =>
        name === "parent"
          ? [
              {
                id: "MAL-1",
                kind: "malware" as const,
                severity: undefined,
                summary: "It steals.",
                source: "catalogue",
                aliases: [],
                reportedAt: undefined,
                extent: "version" as const,
                isSingleSource: false,
              },
            ]
          : [],
    };
    const inspector = inspectorOn(createFakeSource(parent), { knownBad });

    const inspection = await inspector.inspect({ kind: "spec", spec: "parent@1.0.0" });

    expect(inspection.verdict).toBe("block");
    expect(inspection.findings).toContainEqual(
      expect.objectContaining({ id: "known-malware", family: "intel" }),
    );
    expect(inspection.engine.data).toBe("7");
  });

  test("reads the bytes once, and not at all when they are remembered", async () => {
    const kept = new Map<string, unknown>();
    const cache = {
      get: async (key: string) => kept.get(key),
      set: async (key: string, value: unknown) => void kept.set(key, value),
    };
    const first = createFakeSource(parent);
    await inspectorOn(first, { cache }).inspect({ kind: "spec", spec: "parent@1.0.0" });
    const second = createFakeSource(parent);

    const inspection = await inspectorOn(second, { cache }).inspect({ kind: "spec", spec: "parent@1.0.0" });

    expect(inspection.verdict).toBe("allow");
    expect(first.asked).toContain("tarball https://registry.example/parent/-/1.0.0.tgz");
    expect(second.asked).toEqual(["packument parent"]);
  });
});

describe("inspect, of what was kept", () => {
  const asOf = Date.parse("2026-04-02T00:00:00Z");
  const offline = { isOffline: true };

  /** A cache of one disk, as one process after the other finds it. */
  function createDisk(): { readonly kept: Map<string, unknown>; readonly cache: ValueCache } {
    const kept = new Map<string, unknown>();
    const cache = {
      get: async (key: string) => kept.get(key),
      set: async (key: string, value: unknown) => void kept.set(key, value),
    };
    return { kept, cache };
  }

  function sourceAt(address: string, versions = [...parent, helper]): ReturnType<typeof createFakeSource> {
    return Object.assign(createFakeSource(versions), { addressOf: () => address });
  }

  test("answers offline as it did before, asks nobody, and says how old what it knows is", async () => {
    const { cache } = createDisk();
    const online = inspectorOn(sourceAt("https://registry.example/"), { cache });
    const before = await online.inspect({ kind: "spec", spec: "parent@1.0.1" });
    await online.close();
    const source = sourceAt("https://registry.example/");
    const later = inspectorOn(source, { cache, clock: { now: () => asOf } });

    const after = await later.inspect({ kind: "spec", spec: "parent@1.0.1" }, { ...offline, at: now });

    expect(source.asked).toEqual([]);
    expect([before.verdict, after.verdict]).toEqual(["block", "block"]);
    expect(after.findings).toEqual(before.findings);
    expect(before.facts["metadataAt"]).toBe(null);
    expect(after.facts["metadataAt"]).toBe(new Date(now).toISOString());
  });

  test("does not take the answers of one registry for those of another", async () => {
    const { cache } = createDisk();
    const online = inspectorOn(sourceAt("https://registry.example/"), { cache });
    await online.inspect({ kind: "spec", spec: "parent@1.0.1" });
    await online.close();

    const other = inspectorOn(sourceAt("https://other.example/"), { cache });
    const inspection = await other.inspect({ kind: "spec", spec: "parent@1.0.1" }, offline);

    expect(inspection).toMatchObject({ verdict: "unknown", error: { code: "INSPECT_OFFLINE" } });
  });

  test("is unknown offline for a new dependency of which nothing was kept", async () => {
    const { cache } = createDisk();
    const online = inspectorOn(sourceAt("https://registry.example/", [...parent]), { cache });
    await online.inspect({ kind: "spec", spec: "parent@1.0.1" });
    await online.close();

    const later = inspectorOn(sourceAt("https://registry.example/"), { cache });
    const inspection = await later.inspect({ kind: "spec", spec: "parent@1.0.1" }, offline);

    expect(inspection).toMatchObject({ verdict: "unknown", error: undefined });
    expect(inspection.reasons.map(({ message }) => message).join()).toContain(
      "Its dependency odd-helper could not be looked up",
    );
  });

  test("says of a version that came later when it was that the registry was asked", async () => {
    const { cache } = createDisk();
    const online = inspectorOn(sourceAt("https://registry.example/"), { cache });
    await online.inspect({ kind: "spec", spec: "parent@1.0.1" });
    await online.close();

    const later = inspectorOn(sourceAt("https://registry.example/"), { cache });
    const inspection = await later.inspect({ kind: "spec", spec: "parent@1.0.2" }, offline);

    expect(inspection.error).toMatchObject({
      code: "INSPECT_NO_VERSION",
      hint: "The registry listed, on 2026-03-31 01:00 UTC, 2 versions of it.",
    });
  });

  test("takes what it cannot understand of the cache for nothing", async () => {
    const { kept, cache } = createDisk();
    const online = inspectorOn(sourceAt("https://registry.example/"), { cache });
    await online.inspect({ kind: "spec", spec: "parent@1.0.1" });
    await online.close();
    for (const key of kept.keys()) kept.set(key, { at: "yesterday", text: 7 });

    const inspection = await online.inspect({ kind: "spec", spec: "parent@1.0.1" }, offline);

    expect(inspection.error?.code).toBe("INSPECT_OFFLINE");
  });

  test("asks nobody about dependencies either when a packument comes from a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lockkeeper-inspect-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const source = sourceAt("https://registry.example/");
    const packument = await createFakeSource([...parent]).fetchPackument("parent" as PackageName); // a valid name
    await writeFile(join(folder, "packument.json"), packument ?? "");
    const [, armed] = parent;
    await writeFile(
      join(folder, "parent.tgz"),
      buildPackage(armed?.manifest ?? { name: "", version: "" }).tarball,
    );

    const inspection = await inspectorOn(source).inspect(
      { kind: "tarball", path: join(folder, "parent.tgz") },
      { ...offline, packumentFile: join(folder, "packument.json") },
    );

    expect(source.asked).toEqual([]);
    expect(inspection.verdict).toBe("unknown");
  });
});

describe("inspect, when a dependency cannot be asked about", () => {
  test("is unknown for a release whose new dependency the registry does not answer for", async () => {
    const source = createFakeSource([...parent, helper]);
    const failing: RegistrySource = {
      ...source,
      fetchPackument: async (name) => {
        if (name === "odd-helper") throw new TypeError("503");
        return await source.fetchPackument(name);
      },
    };

    const inspection = await inspectorOn(failing).inspect({ kind: "spec", spec: "parent@1.0.1" });

    expect(inspection).toMatchObject({ verdict: "unknown", error: undefined });
  });

  test("tells of a new dependency that could not be inspected itself, and judges the rest", async () => {
    const source = createFakeSource([
      ...parent,
      { ...helper, manifest: { name: "odd-helper", version: "1.0.0" } },
    ]);
    source.swapped.set("https://registry.example/odd-helper/-/1.0.0.tgz", new Uint8Array());

    const inspection = await inspectorOn(source).inspect({ kind: "spec", spec: "parent@1.0.1" });

    expect(inspection.facts["gaps"]).toEqual([
      expect.stringMatching(/^Its dependency odd-helper was not inspected: Cannot inspect the tarball/),
    ]);
  });
});

describe("inspect, of local files", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lockkeeper-inspect-"));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test("judges a folder by its bytes, passing over node_modules", async () => {
    await writeFile(join(folder, "package.json"), '{"name":"own","version":"0.1.0"}');
    await writeFile(join(folder, "index.js"), "module.exports = 1;\n");
    await mkdir(join(folder, "node_modules", "x"), { recursive: true });
    await writeFile(join(folder, "node_modules", "x", "index.js"), "module.exports = 2;\n");

    const inspection = await inspectorOn(undefined).inspect({ kind: "folder", path: folder });

    expect(inspection).toMatchObject({
      name: "own",
      version: "0.1.0",
      verdict: "allow",
      integrity: undefined,
    });
    expect(inspection.facts["files"]).toBe(2);
  });

  test("asks nobody about a tarball", async () => {
    const source = createFakeSource(parent);
    const path = join(folder, "parent.tgz");
    await writeFile(path, buildPackage({ name: "parent", version: "1.0.1" }).tarball);

    const inspection = await inspectorOn(source).inspect({ kind: "tarball", path });

    expect(inspection).toMatchObject({ name: "parent", verdict: "allow" });
    expect(source.asked).toEqual([]);
  });

  test("compares a tarball with the release that it is told", async () => {
    const before = join(folder, "before.tgz");
    const after = join(folder, "after.tgz");
    await writeFile(before, buildPackage({ name: "own", version: "1.0.0" }).tarball);
    await writeFile(
      after,
      buildPackage({ name: "own", version: "1.0.1", dependencies: { "odd-helper": "github:x/y#1" } }).tarball,
    );

    const inspection = await inspectorOn(undefined).inspect(
      { kind: "tarball", path: after },
      { predecessor: { kind: "tarball", path: before } },
    );

    expect(inspection.facts["predecessor"]).toMatchObject({ version: "1.0.0" });
    expect(inspection.facts["dependencies"]).toMatchObject([{ name: "odd-helper", source: "git" }]);
  });

  test.each([
    ["a file that is not there", "missing.tgz", "INSPECT_UNREADABLE_FILE"],
    ["a file that is empty", "empty.tgz", "ARCHIVE_"],
    ["a file that is no archive", "text.tgz", "ARCHIVE_"],
    ["a folder in place of a file", ".", "INSPECT_UNREADABLE_FILE"],
  ])("is unknown for %s", async (_what, name, code) => {
    await writeFile(join(folder, "empty.tgz"), "");
    await writeFile(join(folder, "text.tgz"), "this is no archive\n".repeat(60));

    const inspection = await inspectorOn(undefined).inspect({ kind: "tarball", path: join(folder, name) });

    expect(inspection.verdict).toBe("unknown");
    expect(inspection.error?.code).toContain(code);
  });

  test("is unknown for a folder without a package.json", async () => {
    const inspection = await inspectorOn(undefined).inspect({ kind: "folder", path: folder });

    expect(inspection).toMatchObject({ verdict: "unknown", error: { code: "INSPECT_NOT_A_PACKAGE" } });
  });
});

describe("compare", () => {
  test("tells what changed between two versions of a registry", async () => {
    const inspector = inspectorOn(createFakeSource(parent));

    const { before, after, drift } = await inspector.compare(
      { kind: "spec", spec: "parent@1.0.0" },
      { kind: "spec", spec: "parent@1.0.1" },
    );

    expect([before.version, after.version]).toEqual(["1.0.0", "1.0.1"]);
    expect(drift).toMatchObject({ from: "1.0.0", to: "1.0.1" });
  });

  test("rejects when one of the two cannot be had", async () => {
    const inspector = inspectorOn(createFakeSource(parent));

    const comparison = inspector.compare(
      { kind: "spec", spec: "parent@1.0.0" },
      { kind: "spec", spec: "parent@9.0.0" },
    );

    await expect(comparison).rejects.toMatchObject({ code: "INSPECT_NO_VERSION" });
  });
});
