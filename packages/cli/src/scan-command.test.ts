import { cp, mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { readArchive } from "@lockkeeper/archive";
import { createSampleRegistry, inertSamples } from "@lockkeeper/drill/replicas";
import { describe, expect, test } from "vitest";

import { createFakeEngine } from "../test/explain-record.ts";
import { createFakeTerminal } from "../test/fake-environment.ts";
import type { FakeResult, FakeTerminal } from "../test/fake-environment.ts";
import { promisedFields } from "../test/json-form.ts";
import type { Engine } from "./engine.ts";
import { runProgram } from "./program.ts";

const planted = join(import.meta.dirname, "..", "..", "..", "examples", "planted");

type Line = Readonly<Record<string, unknown>>;
type Finding = Readonly<Record<"id" | "severity" | "name" | "file" | "message", string | null>> & {
  readonly path: readonly string[];
  readonly fix: { readonly command: string | null } | null;
};

type ScanTerminal = Pick<FakeTerminal, "folder"> & {
  readonly run: (...argv: readonly string[]) => Promise<FakeResult>;
};

/** A terminal whose engine is the fake alone: the real one takes long to load, and a scan asks it for one address. */
async function createTerminal(): Promise<ScanTerminal> {
  const terminal = await createFakeTerminal();
  const { folder, stdout, stderr } = terminal;
  const engine = createFakeEngine([]) as Engine; // what a scan asks of it is there
  const environment = { ...terminal.environment, engine: async () => engine };
  return {
    folder,
    async run(...argv) {
      const before = { out: stdout.text.length, err: stderr.text.length };
      const code = await runProgram(argv, environment);
      const out = stdout.text.slice(before.out);
      const lines = argv.includes("--json") ? parseLines(out) : [];
      return { code, out, err: stderr.text.slice(before.err), lines };
    },
  };
}

function parseLines(text: string): readonly Line[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line); // our own lines
}

/** A copy with the installed tree and the cache where npm has them, and a manifest that is later than its neighbour. */
async function plant(): Promise<ScanTerminal> {
  const terminal = await createTerminal();
  const folder = join(terminal.folder, "planted");
  await cp(planted, folder, { recursive: true });
  await rename(join(folder, "npm-cache"), join(terminal.folder, ".npm"));
  const tree = join(folder, "shop", "node_modules");
  await rename(join(folder, "shop", "installed"), tree);
  const touched = join(tree, "planted-touched");
  const { mtimeMs } = await stat(join(touched, "index.js"));
  const later = new Date(mtimeMs + 600_000);
  await utimes(join(touched, "package.json"), later, later);
  await terminal.run("intel", "import", join(folder, "advisories.jsonl"));
  return terminal;
}

function findingsOf(line: Line | undefined): readonly Finding[] {
  return (line?.["findings"] ?? []) as readonly Finding[]; // our own lines
}

function labelsOf(lines: readonly Line[]): readonly string[] {
  return lines
    .flatMap((line) =>
      findingsOf(line).map(
        ({ id, name, file }) => `${String(line["target"]).replace("planted/", "")} ${id} ${name ?? file}`,
      ),
    )
    .toSorted();
}

/** The files of the dropper's replica at the top of its tarball. */
async function filesOfDropper(): Promise<readonly { readonly path: string; readonly content: Uint8Array }[]> {
  const sample = inertSamples.find(({ id }) => id === "axios-dropper-2026");
  if (sample === undefined) throw new TypeError("there is no such sample");
  const tarball = createSampleRegistry(sample.createReleases(), sample.now).tarball(
    "crypto-plain-js",
    "4.2.1",
  );
  if (tarball === undefined) throw new TypeError("the sample has no such version");
  return readArchive(tarball)
    .entries.filter(({ path }) => !path.includes("/"))
    .map(({ path, bytes }) => ({ path, content: bytes }));
}

async function writeProject(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

function lockfileOf(packages: Readonly<Record<string, object>>, dependencies: object): string {
  const root = { name: "app", version: "1.0.0", dependencies };
  return JSON.stringify({ name: "app", lockfileVersion: 3, packages: { "": root, ...packages } });
}

const address = "https://registry.example/";
const integrity = `sha512-${"A".repeat(86)}==`;

function lockedAt(name: string, version: string): object {
  return { version, resolved: `${address}${name}/-/${name}-${version}.tgz`, integrity };
}

function foundBy(id: string): object {
  return {
    name: "lib",
    title: "bad",
    url: `https://advisories.example/${id}`,
    severity: "high",
    range: "<1.2.0",
  };
}

const axios = {
  "package.json": JSON.stringify({ name: "app", version: "1.0.0", dependencies: { axios: "1.14.1" } }),
  "package-lock.json": lockfileOf({ "node_modules/axios": lockedAt("axios", "1.14.1") }, { axios: "1.14.1" }),
};
const honest = {
  "package.json": JSON.stringify({ name: "app", version: "1.0.0", dependencies: { axios: "1.14.0" } }),
  "package-lock.json": lockfileOf({ "node_modules/axios": lockedAt("axios", "1.14.0") }, { axios: "1.14.0" }),
};

describe("scan", () => {
  test("scan takes what other tools found, and what publishers state, but never for malware", async () => {
    const { folder, run } = await createTerminal();
    const packages = {
      "node_modules/lib": lockedAt("lib", "1.0.0"),
      "node_modules/axios": lockedAt("axios", "1.14.1"),
    };
    const audit = {
      auditReportVersion: 2,
      vulnerabilities: { lib: { via: [foundBy("GHSA-1234-5678-9abc")] } },
    };
    const vex = {
      "@context": "https://openvex.dev/ns/v0.2.0",
      statements: ["lib@1.0.0", "axios@1.14.1"].map((label) => ({
        vulnerability: { name: label.startsWith("lib") ? "GHSA-1234-5678-9abc" : "axios-2026" },
        products: [{ "@id": `pkg:npm/${label}` }],
        status: "not_affected",
        impact_statement: "it is never called",
      })),
    };
    await writeProject(folder, {
      "package-lock.json": lockfileOf(packages, { lib: "1.0.0", axios: "1.14.1" }),
      "audit.json": JSON.stringify(audit),
      "vex.json": JSON.stringify(vex),
    });

    const found = await run("scan", "package-lock.json", "--report", "audit.json", "--json");
    const stated = await run(
      "scan",
      "package-lock.json",
      "--report",
      "audit.json",
      "--report",
      "vex.json",
      "--json",
    );
    const refused = await run("scan", "package-lock.json", "--report", "package-lock.json");

    expect(labelsOf(found.lines)).toContain("package-lock.json known-vulnerability lib");
    expect(labelsOf(stated.lines)).not.toContain("package-lock.json known-vulnerability lib");
    expect(labelsOf(stated.lines)).toContain("package-lock.json malicious-version axios");
    expect(stated.lines[0]).toMatchObject({
      suppressed: [
        { name: "lib", cause: { kind: "stated", file: "vex.json", reason: "it is never called" } },
      ],
    });
    expect(refused.code).toBe(2);
  });

  test("scan says in a bill what it lacks, and of an empty bill that it lists nothing", async () => {
    const { folder, run } = await createTerminal();
    await writeProject(join(folder, "bare"), {
      "package.json": JSON.stringify({ name: "bare", version: "1.0.0" }),
    });
    await writeProject(join(folder, "cut"), { "pnpm-lock.yaml": "lockfileVersion: '99.0'\n" });
    const empty = { spdxVersion: "SPDX-2.3", SPDXID: "SPDXRef-DOCUMENT", name: "x", packages: [] };
    await writeProject(folder, { "x.spdx.json": JSON.stringify(empty) });

    const spdx = await run("scan", "bare", "--format", "spdx");
    const cycloneDx = await run("scan", "cut", "--format", "cyclonedx");
    const read = await run("scan", "x.spdx.json");

    expect(JSON.parse(spdx.out)).toMatchObject({ comment: expect.stringContaining("nothing is listed") });
    expect(JSON.parse(cycloneDx.out)).toMatchObject({
      compositions: [{ aggregate: "incomplete" }],
      properties: [{ value: expect.stringContaining("was not read") }, {}],
    });
    expect(read.out).toContain("Nothing found, and no package is listed");
  });

  test("scan writes the licences that lockfiles and installed manifests state into a bill", async () => {
    const { folder, run } = await createTerminal();
    const locked = { ...lockedAt("a", "1.0.0"), license: "MIT" };
    const packages = { "node_modules/a": locked, "node_modules/b": lockedAt("b", "1.0.0") };
    await writeProject(folder, { "package-lock.json": lockfileOf(packages, { a: "1.0.0", b: "1.0.0" }) });
    await writeProject(join(folder, "node_modules", "b"), {
      "package.json": JSON.stringify({ name: "b", version: "1.0.0", license: "(ISC OR 0BSD)" }),
    });

    const { out } = await run("scan", "--format", "cyclonedx");

    const { components } = JSON.parse(out) as { readonly components: readonly object[] }; // our own document
    expect(components).toMatchObject([
      { name: "a", licenses: [{ license: { id: "MIT" } }] },
      { name: "b", licenses: [{ expression: "(ISC OR 0BSD)" }] },
    ]);
  });

  test("scan gives each planted finding exactly once", async () => {
    const { run } = await plant();

    const { code, lines } = await run("scan", "planted", "--json");

    expect(code).toBe(1);
    expect(labelsOf(lines)).toEqual(expected);
  });

  test("scan names file and line of what it cannot read, and scans the rest", async () => {
    const { run } = await plant();

    const { lines } = await run("scan", "planted", "--json");

    const broken = lines.find(({ target }) => target === "planted/broken");
    expect(broken).toMatchObject({ verdict: "unknown", unread: [{ file: "package-lock.json", line: 4 }] });
    expect(lines.map(({ target }) => target)).toEqual([
      "planted/aged",
      "planted/berry",
      "planted/broken",
      "planted/bun",
      "planted/classic",
      "planted/shop",
      "planted/twins",
      "planted/unlocked",
    ]);
  });

  test("scan has 3 for what it could not read, 1 for malware whatever fails, and 0 for nothing", async () => {
    const { folder, run } = await createTerminal();
    await writeProject(join(folder, "bad"), { "pnpm-lock.yaml": "lockfileVersion: '99.0'\n" });
    await writeProject(join(folder, "malware"), axios);
    await writeProject(join(folder, "honest"), honest);

    const calls = [["bad"], ["malware", "--fail-on", "malware"], ["honest"], ["bad", "malware"], ["nowhere"]];
    const codes: number[] = [];
    for (const words of calls) codes.push((await run("scan", ...words)).code);

    expect(codes).toEqual([3, 1, 0, 1, 2]);
  });

  test("scan says all clear of nothing that it did not understand", async () => {
    const { folder, run } = await createTerminal();
    await writeProject(join(folder, "bad"), { "yarn.lock": "this is no lockfile {{{\n" });
    await mkdir(join(folder, "empty"));

    const bad = await run("scan", "bad");
    const empty = await run("scan", "empty");

    expect(bad.code).toBe(3);
    expect(bad.out).toContain("not checked: yarn.lock");
    expect(empty.code).toBe(3);
    expect(empty.out).toContain("Cannot find anything to scan here");
  });

  test("scan shows the worst first, who pulls it in, and what repairs it", async () => {
    const { folder, run } = await createTerminal();
    await writeProject(join(folder, "app"), axios);

    const { out } = await run("scan", "app");

    expect(out).toMatchInlineSnapshot(`
      "app  1 package in package-lock.json
        MALWARE axios@1.14.1
          axios@1.14.1 is malware: it is named by the campaign axios-2026
            malicious-version  package-lock.json:1
            → take it out, and treat every machine that installed it as taken over: its scripts may have
              run at install
        LOW .npmrc
          npm 11.19.1: it has no minimum age of versions (min-release-age is 0)
            no-cooldown  .npmrc
            → set one in the project's settings, or let clients install through lockkeeper

      1 malware, 1 low; 1 package of 1 project in 0.0 s.
      Known: 47 campaigns of the built-in catalogue. Without advisories, no vulnerability and hardly any
      malware is known.
      Next: npx --no lockkeeper exposure axios@1.14.1  (who had it, and where)
      "
    `);
  });

  test("scan --json has the promised fields", async () => {
    const { folder, run } = await createTerminal();
    await writeProject(join(folder, "bad"), { ...axios, "yarn.lock": "{{{" });

    const { lines } = await run("scan", "bad", "--json");

    expect(Object.keys(lines[0] ?? {}).toSorted()).toEqual(promisedFields("scan", "project"));
  });

  test("scan --baseline counts what is new alone, and malware always", async () => {
    const { run } = await plant();
    await run("scan", "planted/shop", "--write-baseline", "known.json");

    const { code, lines } = await run("scan", "planted/shop", "--baseline", "known.json", "--json");

    expect(code).toBe(1);
    expect(labelsOf(lines)).toEqual(["shop malicious-version axios"]);
  });

  test("scan ignores what a person answers for, until the entry ends", async () => {
    const { folder, run } = await plant();
    const entry = {
      finding: "known-vulnerability",
      package: "planted-vulnerable",
      reason: "not reachable",
      owner: "a@team.example",
      expires: "2026-05-01",
    };
    const suppressions = join(folder, "s.json");
    await writeFile(suppressions, JSON.stringify({ version: 1, suppressions: [entry] }));

    const before = await run("scan", "planted/shop", "--json", "--suppressions", suppressions);
    await writeFile(
      suppressions,
      JSON.stringify({ version: 1, suppressions: [{ ...entry, expires: "2026-03-01" }] }),
    );
    const after = await run("scan", "planted/shop", "--json", "--suppressions", suppressions);

    expect(labelsOf(before.lines)).not.toContain("shop known-vulnerability planted-vulnerable");
    expect(before.lines[0]?.["suppressed"]).toMatchObject([{ cause: { owner: "a@team.example" } }]);
    expect(labelsOf(after.lines)).toContain("shop known-vulnerability planted-vulnerable");
    expect(after.err).toContain("counts again");
  });

  test("scan reads the bill that it wrote to the same malware", async () => {
    const { folder, run } = await createTerminal();
    await writeProject(join(folder, "app"), axios);

    await run("scan", "app", "--format", "cyclonedx", "--out", "app.cdx.json");
    const { code, lines } = await run("scan", "app.cdx.json", "--json");

    expect(code).toBe(1);
    expect(labelsOf(lines)).toEqual(["app.cdx.json malicious-version axios"]);
    expect(JSON.parse(await readFile(join(folder, "app.cdx.json"), "utf8"))).toMatchObject({
      bomFormat: "CycloneDX",
    });
  });

  test("scan finds the manifest swap of the axios dropper from disk and lockfile alone", async () => {
    const { folder, run } = await createTerminal();
    const app = join(folder, "app");
    const dropper = join(app, "node_modules", "crypto-plain-js");
    await mkdir(dropper, { recursive: true });
    const entry = { ...lockedAt("crypto-plain-js", "4.2.1"), hasInstallScript: true };
    const lockfile = lockfileOf({ "node_modules/crypto-plain-js": entry }, { "crypto-plain-js": "4.2.1" });
    await writeProject(app, {
      "package.json": JSON.stringify({ name: "app", dependencies: { "crypto-plain-js": "4.2.1" } }),
      "package-lock.json": lockfile,
      "node_modules/.package-lock.json": lockfile,
    });
    // As npm extracts it, and then what its script does: it removes itself and puts the clean manifest in place.
    for (const { path, content } of await filesOfDropper()) await writeFile(join(dropper, path), content);
    await rm(join(dropper, "setup.js"));
    await rename(join(dropper, "package.md"), join(dropper, "package.json"));

    const { code, lines } = await run("scan", "app", "--json");

    expect(code).toBe(1);
    expect(labelsOf(lines)).toContain("app manifest-swapped crypto-plain-js");
  });

  test("scan never prints a credential that it found", async () => {
    const { run } = await plant();

    const { out } = await run("scan", "planted/shop");

    expect(out).toContain("token-in-file");
    expect(out).not.toContain("planted-not-a-token");
  });
});

const expected: readonly string[] = [
  "aged malicious-version planted-reported",
  "berry insecure-registry .yarnrc.yml",
  "berry no-cooldown .yarnrc.yml",
  "berry scripts-allowed .yarnrc.yml",
  "berry tls-off .yarnrc.yml",
  "berry token-in-file .yarnrc.yml",
  "broken no-cooldown .npmrc",
  "bun cooldown-unit bunfig.toml",
  "bun insecure-registry bunfig.toml",
  "bun token-in-file bunfig.toml",
  "classic tls-off .npmrc",
  "classic token-in-file .npmrc",
  "shop deprecated-version planted-deprecated",
  "shop files-differ planted-edited",
  "shop foreign-host planted-elsewhere",
  "shop git-dependency planted-git",
  "shop git-unpinned planted-branch",
  "shop insecure-registry .npmrc",
  "shop insecure-source planted-plain",
  "shop install-script planted-added",
  "shop install-script planted-edited",
  "shop install-script planted-gone",
  "shop install-script planted-vanished",
  "shop installed-differs planted-stale",
  "shop installed-missing planted-removed",
  "shop integrity-differs planted-differs",
  "shop integrity-missing planted-hashless",
  "shop integrity-weak planted-weak",
  "shop known-vulnerability planted-leaky",
  "shop known-vulnerability planted-rated",
  "shop known-vulnerability planted-vulnerable",
  "shop lockfile-out-of-step planted-forgotten",
  "shop malicious-version axios",
  "shop manifest-newer planted-touched",
  "shop manifest-swapped planted-swapped",
  "shop name-mismatch planted-misnamed",
  "shop name-of-malware @planted/shared",
  "shop no-cooldown .npmrc",
  "shop not-in-lockfile planted-stranger",
  "shop page-insecure-url index.html",
  "shop page-integrity-unusable index.html",
  "shop page-unpinned-version planted-imported",
  "shop page-unpinned-version planted-mapped",
  "shop page-unpinned-version planted-newest",
  "shop page-without-crossorigin index.html",
  "shop page-without-integrity index.html",
  "shop page-without-integrity planted-style",
  "shop scope-without-registry @strayed/tool",
  "shop script-added planted-added",
  "shop script-file-gone planted-gone",
  "shop script-vanished planted-vanished",
  "shop scripts-allowed .npmrc",
  "shop tls-off .npmrc",
  "shop token-in-file .npmrc",
  "shop unpinned-range package.json",
  "shop unpinned-runner planted-agent",
  "shop unpinned-runner planted-generator",
  "shop unpinned-runner planted-server",
  "shop unpinned-runner planted-task",
  "shop unscoped-private planted-internal",
  "shop url-dependency planted-url",
  "twins cooldown-unit pnpm-workspace.yaml",
  "twins duplicate-entry package-lock.json",
  "twins no-cooldown .npmrc",
  "twins scripts-allowed pnpm-workspace.yaml",
  "twins several-lockfiles pnpm-lock.yaml",
  "unlocked no-cooldown .npmrc",
  "unlocked no-lockfile package.json",
  "unlocked unpinned-range package.json",
];
