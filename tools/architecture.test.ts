import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";

/** The floors of the house: a package may import only from floors below its own (ARCHITECTURE.md). */
const floors = [
  ["core"],
  ["policy", "registry", "intel", "store", "lockfile", "clients", "intercept", "archive", "code"],
  ["facts", "trust"],
  ["detectors"],
  ["inspect"],
  ["firewall", "drill", "feeds"],
  ["server"],
  ["cli"],
] as const;
const floorOf = new Map<string, number>(
  floors.flatMap((names, floor) => names.map((name) => [name, floor] as const)),
);

interface SourceFile {
  readonly owner: string;
  readonly path: string;
  readonly imports: readonly string[];
  readonly text: string;
}

const packagesFolder = join(import.meta.dirname, "..", "packages");
const sources = readdirSync(packagesFolder).flatMap((owner) =>
  readdirSync(join(packagesFolder, owner, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => readSource(owner, file)),
);

function readSource(owner: string, file: string): SourceFile {
  const path = join(packagesFolder, owner, "src", file);
  const text = readFileSync(path, "utf8");
  const { module } = parseSync(path, text);
  const fixed = module.staticImports.map((entry) => entry.moduleRequest.value);
  const again = module.staticExports.flatMap((entry) =>
    entry.entries.flatMap((e) => e.moduleRequest?.value ?? []),
  );
  const lazy = module.dynamicImports.map(({ moduleRequest: { start, end } }) =>
    text.slice(start + 1, end - 1),
  );
  return { owner, path: `${owner}/src/${file}`, imports: [...fixed, ...again, ...lazy], text };
}

function dependenciesOf(owner: string): ReadonlySet<string> {
  const manifest: unknown = JSON.parse(readFileSync(join(packagesFolder, owner, "package.json"), "utf8"));
  const dependencies =
    typeof manifest === "object" && manifest !== null && "dependencies" in manifest
      ? manifest.dependencies
      : {};
  return new Set(Object.keys(dependencies ?? {}));
}

function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function violations(rule: (source: SourceFile) => readonly string[]): readonly string[] {
  return sources.flatMap((source) => rule(source).map((what) => `${source.path}: ${what}`));
}

describe("architecture", () => {
  test("the rules look at every package", () => {
    expect(new Set(sources.map((source) => source.owner))).toEqual(new Set(floorOf.keys()));
    expect(sources.length).toBeGreaterThan(40);
  });

  test("imports between packages go down only", () => {
    const found = violations(({ owner, imports }) =>
      imports
        .filter((name) => name.startsWith("@lockkeeper/"))
        .map((name) => name.slice("@lockkeeper/".length))
        .filter((name) => (floorOf.get(name) ?? Number.POSITIVE_INFINITY) >= (floorOf.get(owner) ?? -1))
        .filter((name) => !(owner === "cli" && name === "drill")),
    );

    expect(found).toEqual([]);
  });

  test("a package imports only what it declares", () => {
    const found = violations(({ owner, imports }) =>
      imports
        .filter((name) => !name.startsWith(".") && !name.startsWith("node:"))
        .map(packageOf)
        .filter((name) => !dependenciesOf(owner).has(name)),
    );

    expect(found).toEqual([]);
  });

  test("core imports no built-in module and no library", () => {
    const found = violations(({ owner, imports }) =>
      owner === "core" ? imports.filter((name) => !name.startsWith("./")) : [],
    );

    expect(found).toEqual([]);
  });

  test("policy and the intelligence catalogue read no disk, network or clock", () => {
    const forbidden = new Set([
      "node:fs",
      "node:fs/promises",
      "node:http",
      "node:https",
      "node:net",
      "undici",
    ]);
    const found = violations(({ owner, imports }) =>
      owner === "policy" ? imports.filter((name) => forbidden.has(name)) : [],
    );

    expect(found).toEqual([]);
  });

  test("one file alone starts processes, for the commands that people hand over", () => {
    const found = violations(({ path, imports }) =>
      path === "cli/src/child-process.ts" ? [] : imports.filter((name) => name === "node:child_process"),
    );

    expect(found).toEqual([]);
  });

  test("production code takes the environment and the clock as parameters", () => {
    const roots = new Set(["cli"]);
    // The inert payloads of the drill are texts of packages, not code of ours.
    const isPayload = (path: string): boolean =>
      path.startsWith("drill/src/replicas/") ||
      (path.startsWith("drill/src/campaigns/") && path.endsWith("/payload.ts"));
    const found = violations(({ owner, path, text }) =>
      roots.has(owner) || isPayload(path)
        ? []
        : [...text.matchAll(/\bprocess\.env\b|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(/g)].map(String),
    );

    expect(found).toEqual([]);
  });

  test("only the drill's own command imports the drill", () => {
    const found = violations(({ owner, path, imports }) =>
      owner !== "drill" && !path.includes("drill")
        ? imports.filter((name) => name === "@lockkeeper/drill")
        : [],
    );

    expect(found).toEqual([]);
  });
});
