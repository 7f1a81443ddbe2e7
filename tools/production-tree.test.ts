import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

interface LockEntry {
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>; // our own files
}

function directDependencies(): ReadonlyMap<string, string> {
  const manifests = readdirSync(join(root, "packages")).map((name) =>
    readJson(join(root, "packages", name, "package.json")),
  );
  const entries = manifests.flatMap((manifest) =>
    Object.entries((manifest["dependencies"] ?? {}) as Record<string, string>),
  );
  return new Map(entries.filter(([name]) => !name.startsWith("@lockkeeper/")));
}

describe("production dependencies", () => {
  const lock = readJson(join(root, "package-lock.json"))["packages"] as Record<string, LockEntry>;
  const production = Object.entries(lock).filter(
    ([path, entry]) => path.includes("node_modules/") && !entry.dev && !entry.link,
  );

  test("no package of the tree declares or implies an install script", () => {
    const scripted = production.filter(([path, entry]) => {
      if (entry.hasInstallScript) return true;
      const folder = join(root, path);
      let manifest: Record<string, unknown>;
      try {
        manifest = readJson(join(folder, "package.json"));
      } catch {
        return false; // an optional binary for another platform is not installed here; the lockfile spoke for it
      }
      const scripts = (manifest["scripts"] ?? {}) as Record<string, string>;
      return (
        ["preinstall", "install", "postinstall"].some((name) => name in scripts) ||
        readdirSync(folder).includes("binding.gyp")
      );
    });

    expect(production.length).toBeGreaterThan(5);
    expect(scripted.map(([path]) => path)).toEqual([]);
  });

  test("every direct dependency is exact and has its line of reason", () => {
    const reasons = readFileSync(join(root, "docs", "adr", "0006-dependencies.md"), "utf8");

    const faults = [...directDependencies()].filter(
      ([name, version]) => !/^\d+\.\d+\.\d+$/.test(version) || !reasons.includes(`| \`${name}\` |`),
    );

    expect(directDependencies().size).toBeGreaterThan(5);
    expect(faults).toEqual([]);
  });

  test("no lockfile names where packages came from", () => {
    expect(readFileSync(join(root, "package-lock.json"), "utf8")).not.toMatch(/"resolved": "http/);
  });
});
