import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { buildPackage } from "@lockkeeper/drill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { FakeVersion } from "../test/fake-source.ts";
import { createFakeSource } from "../test/fake-source.ts";
import { createExtractor, createInspector } from "./index.ts";
import type { Inspector, InspectorParts, RegistrySource } from "./index.ts";

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
