import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";

import { createSweepKit } from "../../test/sweep-kit.ts";
import type { IndicatorDraft, SweepKit } from "../../test/sweep-kit.ts";
import { defaultSweepLimits } from "../disk/sweep-limits.ts";
import { FileMatcher } from "../files/file-matcher.ts";
import { tryParseInstalledNotes } from "./hidden-lockfile.ts";
import { comesLater } from "./later-manifest.ts";
import type { KnownPackages } from "./known-packages.ts";
import { outermostShelf, tryPackageOf, tryPackageShelf } from "./package-folder.ts";
import { PackageSpotter } from "./package-spotter.ts";

const indicators: readonly IndicatorDraft[] = [
  { kind: "package", name: "axios", versions: ["1.14.1"], except: [] },
  { kind: "package", name: "evil", versions: "all", except: ["0.0.1-security"] },
  { kind: "package", name: "@scope/evil", versions: ["1.0.0"], except: [] },
  { kind: "package-file", path: "setup.js", packages: ["evil"] },
];

async function createProject(files: Readonly<Record<string, string | object>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "lockkeeper-spot-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, "node_modules", path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  }
  return root;
}

function spot(root: string, known?: KnownPackages): SweepKit {
  const kit = createSweepKit(indicators);
  const files = new FileMatcher(kit.index, kit.sink, defaultSweepLimits);
  const spotter = new PackageSpotter({ index: kit.index, sink: kit.sink, files }, known);
  const waiting = [join(root, "node_modules")];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const entries = readdirSync(folder, { withFileTypes: true });
    spotter.visit(folder, entries);
    for (const entry of entries) if (entry.isDirectory()) waiting.push(join(folder, entry.name));
  }
  return kit;
}

describe("PackageSpotter", () => {
  test("PackageSpotter finds packages by folder and version, scoped and nested, and the files that they are known by", async () => {
    const root = await createProject({
      "axios/package.json": { version: "1.14.1" },
      "ok/node_modules/evil/package.json": { version: "9.9.9" },
      "ok/node_modules/evil/setup.js": "// inert",
      "@scope/evil/package.json": { version: "v1.0.0+build" },
    });

    const found = spot(root).matches();

    expect(
      found
        .map(({ rule, package: owner }) => `${rule} ${owner?.name ?? ""}@${owner?.version ?? ""}`)
        .toSorted(),
    ).toEqual([
      "package-file evil@9.9.9",
      "package-folder @scope/evil@v1.0.0+build",
      "package-folder axios@1.14.1",
      "package-folder evil@9.9.9",
    ]);
  });

  test("PackageSpotter leaves clean versions, the registry's placeholder and packages of other names alone", async () => {
    const root = await createProject({
      "axios/package.json": { version: "1.14.0" },
      "evil/package.json": { version: "0.0.1-security" },
      "evil-not/package.json": { version: "1.0.0" },
      "@other/evil/package.json": { version: "1.0.0" },
    });

    expect(spot(root).rules()).toEqual([]);
  });

  test("PackageSpotter believes what npm noted more than a manifest that may have been put there", async () => {
    const root = await createProject({
      ".package-lock.json": {
        packages: {
          "node_modules/evil": { version: "4.2.1", hasInstallScript: true },
          "node_modules/other": { version: "1.0.0", hasInstallScript: true },
          "node_modules/native": { version: "1.0.0", hasInstallScript: true },
          "node_modules/honest": { version: "1.0.0", hasInstallScript: true },
        },
      },
      "evil/package.json": { version: "0.0.1-security" },
      "other/package.json": { version: "1.0.0" },
      "native/package.json": { version: "1.0.0" },
      "native/binding.gyp": "{}",
      "honest/package.json": { version: "1.0.0", scripts: { install: "node x.js" } },
    });

    const found = spot(root).matches();

    expect(
      found.map(({ rule, grade, package: owner }) => `${rule} ${grade} ${owner?.name ?? ""}`).toSorted(),
    ).toEqual(["tell-manifest-swapped executed evil", "tell-manifest-swapped suspicious other"]);
  });

  test("PackageSpotter takes a folder without a manifest for the package itself, and never for clean", async () => {
    const root = await createProject({ "evil/README.md": "", "axios/README.md": "" });

    const found = spot(root).matches();

    expect(found.map(({ grade, package: owner }) => `${grade} ${owner?.name ?? ""}`).toSorted()).toEqual([
      "present evil",
      "suspicious axios",
    ]);
  });

  test("PackageSpotter asks what advisories say, and doubts one about every version", async () => {
    const root = await createProject({
      "bad/package.json": { version: "1.0.0" },
      "ours/package.json": { version: "1.0.0" },
      "fine/package.json": { version: "1.0.0" },
    });
    const known: KnownPackages = {
      isNamed: (name) => name !== "fine",
      accusationsOf: (name) => [{ id: "MAL-2026-1", isExact: name === "bad" }],
    };

    const found = spot(root, known).matches();

    expect(
      found
        .map(({ grade, campaigns, package: owner }) => `${grade} ${campaigns.join()} ${owner?.name ?? ""}`)
        .toSorted(),
    ).toEqual(["present MAL-2026-1 bad", "suspicious MAL-2026-1 ours"]);
  });
});

describe("comesLater", () => {
  test.each([
    ["36 s after a quick installation", 36_800, [0, 100, 250], true],
    ["with the other files", 300, [0, 100, 250], false],
    ["last of a slow installation", 5000, [0, 1500, 2600], false],
    ["before one other file", 36_800, [0, 100, 40_000], false],
    ["a second later", 1000, [0, 1], false],
  ])("comesLater says of a manifest that came %s", (_, manifest, others, isLater) => {
    expect(comesLater(manifest, others)).toBe(isLater);
  });
});

describe("folders of packages", () => {
  test("tryPackageOf, tryPackageShelf and outermostShelf tell folders apart", () => {
    expect(tryPackageOf("/a/node_modules/@s/p")).toBe("@s/p");
    expect(tryPackageOf("/a/node_modules/p/lib")).toBeUndefined();
    expect(tryPackageOf("/a/node_modules/.bin")).toBeUndefined();
    expect(tryPackageShelf("/a/node_modules/@s")).toEqual({ scope: "@s" });
    expect(tryPackageShelf("/a/@s")).toBeUndefined();
    expect(outermostShelf("/a/node_modules/p/node_modules/q")).toEqual({
      shelf: "/a/node_modules",
      inside: "node_modules/p/node_modules/q",
    });
  });

  test("tryParseInstalledNotes never throws, and names of members are names", () => {
    expect(
      tryParseInstalledNotes('{"packages":{"__proto__":{"version":"1"}}}')?.get("__proto__")?.version,
    ).toBe("1");
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const notes = tryParseInstalledNotes(text);

        expect(notes === undefined || notes instanceof Map).toBe(true);
      }),
    );
  });
});
