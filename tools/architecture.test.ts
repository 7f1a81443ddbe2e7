import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync, Visitor } from "oxc-parser";
import { describe, expect, test } from "vitest";

/** The floors of the house: a package may import only from floors below its own (ARCHITECTURE.md). */
const floors = [
  ["core"],
  ["policy", "registry", "intel", "store", "lockfile", "clients", "intercept", "archive", "code"],
  ["facts", "trust", "sbom"],
  ["detonate", "scan", "exposure", "sweep"],
  ["detectors", "respond"],
  ["inspect"],
  ["firewall", "drill", "feeds"],
  ["server"],
  ["cli"],
] as const;
const floorOf = new Map<string, number>(
  floors.flatMap((names, floor) => names.map((name) => [name, floor] as const)),
);

/** The test kit's registries keep the real time unless a test gives them another. */
const ownClocks: ReadonlySet<string> = new Set(["drill/src/fake-registry.ts", "drill/src/replay.ts"]);
const worldMembers: ReadonlySet<string> = new Set(["process.env", "Date.now", "Math.random"]);

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

/** The inert payloads of the drill are texts of packages, not code of ours. */
function isPayload(path: string): boolean {
  return (
    path.startsWith("drill/src/replicas/") ||
    (path.startsWith("drill/src/campaigns/") && path.endsWith("/payload.ts"))
  );
}

/** Where a source takes from its process what should be a parameter, in the order of the text. */
function readsOfWorld(path: string, text: string): readonly string[] {
  const found: { readonly at: number; readonly what: string }[] = [];
  const { program } = parseSync(path, text);
  new Visitor({
    MemberExpression: ({ start, object, property }) => {
      if (object.type !== "Identifier" || property.type !== "Identifier") return;
      const what = `${object.name}.${property.name}`;
      if (worldMembers.has(what)) found.push({ at: start, what });
    },
    NewExpression: ({ start, callee, arguments: args }) => {
      const isNow = callee.type === "Identifier" && callee.name === "Date" && args.length === 0;
      if (isNow) found.push({ at: start, what: "new Date" });
    },
  }).visit(program);
  return found.toSorted((left, right) => left.at - right.at).map(({ what }) => what);
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
        .map((name) => packageOf(name).slice("@lockkeeper/".length))
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
    const found = violations(({ owner, path, text }) =>
      owner === "cli" || isPayload(path) || ownClocks.has(path) ? [] : readsOfWorld(path, text),
    );

    expect(found).toEqual([]);
  });

  test("the rule on environment and clock sees code and not texts", () => {
    const text = `const { a } = process.env; f(Date.now(), new Date(), new Date(1)); const t = "process.env Date.now()";
      Math.random();`;

    expect(readsOfWorld("x.ts", text)).toEqual(["process.env", "Date.now", "new Date", "Math.random"]);
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
