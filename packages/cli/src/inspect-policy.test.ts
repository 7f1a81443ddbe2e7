import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import type { FakeOptions, FakeTerminal } from "../test/fake-environment.ts";
import { blockedAxios, createFakeInspectorEngine, finding, inspection } from "../test/fake-inspector.ts";
import type { AskedInspection } from "../test/fake-inspector.ts";
import { problemsBySchema } from "../test/json-schema.ts";
import { inspectionLineSchema } from "./inspection-schema.ts";

const answers = [
  blockedAxios,
  inspection({ spec: "lib@2.0.0", verdict: "hold", findings: [finding({ id: "new-outflow" })] }),
  inspection({ spec: "left-pad@1.3.0" }),
];

function createTerminal(options: FakeOptions = {}, asked: AskedInspection[] = []): Promise<FakeTerminal> {
  return createFakeTerminal({ engine: createFakeInspectorEngine(answers, asked), ...options });
}

describe("inspect, by policy", () => {
  const known = "lockkeeper.policy.yaml";

  async function runWith(policy: string, ...argv: readonly string[]): ReturnType<FakeTerminal["run"]> {
    const { run, folder } = await createTerminal();
    await writeFile(join(folder, known), `version: 1\n${policy}`);
    return await run("inspect", ...argv);
  }

  test("inspect goes by the repository's policy, and says so in every form", async () => {
    const text = await runWith("inspect: { effect: block }", "lib@2.0.0");
    const json = await runWith("inspect: { effect: block }", "lib@2.0.0", "--json");
    const page = await runWith("inspect: { effect: block }", "lib@2.0.0", "--format", "html");
    const comment = await runWith("inspect: { effect: block }", "lib@2.0.0", "--format", "markdown");
    const sarif = await runWith("inspect: { effect: block }", "lib@2.0.0", "--format", "sarif");

    const words = `By policy (${known}, tightening built-in preset balanced): withheld.`;
    expect(text.out).toContain(words);
    expect(page.out).toContain(words);
    expect(comment.out).toContain("By policy");
    expect(sarif.out).toContain('"policyEffect": "block"');
    expect(json.lines[0]).toMatchObject({
      verdict: "hold",
      policy: {
        source: `${known}, tightening built-in preset balanced`,
        effect: "block",
        clause: "inspect",
        look: "before-serving",
      },
    });
    expect(json.lines.flatMap((line) => problemsBySchema(line, inspectionLineSchema))).toEqual([]);
  });

  test("inspect withholds what the policy denies, although nothing was found", async () => {
    const denied = "deny: [{ match: left-pad, reason: we wrote our own }]";

    const named = await runWith(denied, "left-pad@1.3.0");
    const sarif = await runWith(denied, "left-pad@1.3.0", "--format", "sarif");

    expect(named.code).toBe(1);
    expect(named.out).toContain("ALLOW left-pad@1.3.0");
    expect(named.out.replace(/\s+/g, " ")).toContain("On the deny list as left-pad: we wrote our own.");
    expect(sarif.out).toContain('"ruleId": "policy-deny"');
  });

  test("inspect counts what the policy alone withholds", async () => {
    const denied = "deny: [{ match: left-pad, reason: we wrote our own }]";

    const page = await runWith(denied, "left-pad@1.3.0", "--format", "html");
    const several = await runWith(denied, "left-pad@1.3.0", "lib@2.0.0");

    expect(page.out).toContain("1 version inspected; 1 withheld by policy alone.");
    expect(several.out).toContain("1 held, 0 undecided, 1 allowed, 1 of them withheld by policy");
  });

  test("inspect --resume remembers what the policy made of a subject", async () => {
    const { run, folder } = await createTerminal();
    await writeFile(join(folder, known), "version: 1\ndeny: [{ match: left-pad, reason: we wrote our own }]");
    const lines = ["--json", "--out", "r.jsonl"];

    const first = await run("inspect", "left-pad@1.3.0", ...lines);
    const again = await run("inspect", "left-pad@1.3.0", ...lines, "--resume");
    const lenient = await run("inspect", "left-pad@1.3.0", ...lines, "--resume", "--fail-on", "hold");

    expect([first.code, again.code, lenient.code]).toEqual([1, 1, 0]);
  });

  test("inspect does not let a repository's policy loosen anything", async () => {
    const { code, err, lines } = await runWith("inspect: { effect: off }", "lib@2.0.0", "--json");

    expect(code).toBe(1);
    expect(err).toContain("warn CLI_LOOSENING_IGNORED: lockkeeper.policy.yaml: inspect.effect");
    expect(lines[0]).toMatchObject({ policy: { effect: "hold" } });
  });

  test.each([
    ["version: 1\ninspct: { effect: block }", "POLICY_UNKNOWN_KEY"],
    ["version: 2", "POLICY_BAD_VALUE"],
    ["version: 1\ninspect: [", "POLICY_SYNTAX"],
  ])("inspect and diff refuse a policy like %j before they look at anything", async (policy, errorCode) => {
    const asked: AskedInspection[] = [];
    const { run, folder } = await createTerminal({}, asked);
    await writeFile(join(folder, known), policy);

    const inspected = await run("inspect", "lib@2.0.0");
    const compared = await run("diff", "lib@1.0.0", "lib@2.0.0");

    expect([inspected.code, compared.code]).toEqual([2, 2]);
    expect(inspected.err).toContain(errorCode);
    expect(compared.err).toContain(errorCode);
    expect(inspected.err).toContain(known);
    expect(asked).toEqual([]);
  });

  test("inspect --policy takes the organisation's word, which may be milder, and --fail-on comes before it", async () => {
    const { run, folder } = await createTerminal();
    await writeFile(join(folder, "org.yaml"), "version: 1\ninspect: { effect: warn }");

    const warned = await run("inspect", "lib@2.0.0", "--policy", "org.yaml");
    const blocked = await run("inspect", "axios@1.14.1", "--policy", "org.yaml");
    const undecided = await run("inspect", "nosuch", "--policy", "org.yaml");
    const strict = await run("inspect", "lib@2.0.0", "--policy", "org.yaml", "--fail-on", "hold");
    const missing = await run("inspect", "lib@2.0.0", "--policy", "nosuch.yaml");

    expect([warned.code, blocked.code, undecided.code, strict.code, missing.code]).toEqual([0, 1, 3, 1, 2]);
    expect(warned.out).toContain("By policy (org.yaml): let in with a warning.");
    expect(missing.err).toContain("CLI_BAD_FILE");
  });

  test("inspect is excused by an exception alone, and names it", async () => {
    const { run, folder } = await createTerminal();
    const exception =
      "id: e1, package: axios, versions: 1.14.1, clauses: [inspect], reason: a drill, owner: alice";
    await writeFile(
      join(folder, "org.yaml"),
      `version: 1\nexceptions: [{ ${exception}, expires: 2026-12-31 }]`,
    );

    const { code, lines } = await run("inspect", "axios@1.14.1", "--policy", "org.yaml", "--json");

    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({
      verdict: "block",
      policy: { effect: "allow", exception: "e1", reason: expect.stringContaining("a drill") },
    });
  });

  test("inspect knows of private scopes, and excuses nothing by them", async () => {
    const own = inspection({ spec: "@acme/lib@1.0.0", verdict: "hold" });
    const { run, folder } = await createTerminal({ engine: createFakeInspectorEngine([own]) });
    await mkdir(join(folder, "data"));
    await writeFile(
      join(folder, "data", "upstreams.yaml"),
      "upstreams:\n  - { id: default, url: 'https://registry.example/' }\n  - { id: own, url: 'https://npm.acme.example/', private: true, scopes: ['@acme'] }\n",
    );
    const pinTo = (upstream: string): Promise<void> =>
      writeFile(
        join(folder, known),
        `version: 1\nregistries: { pins: [{ match: "@acme/*", upstream: ${upstream} }] }`,
      );

    await pinTo("own");
    const routed = await run("inspect", "@acme/lib@1.0.0", "--json");
    await pinTo("vault");
    const elsewhere = await run("inspect", "@acme/lib@1.0.0", "--json");

    expect([routed.err, routed.code]).toEqual(["", 1]);
    expect(routed.lines[0]).toMatchObject({ policy: { effect: "hold", clause: "inspect", look: "never" } });
    expect(elsewhere.lines).toMatchObject([{ policy: { effect: "block", clause: "registry" } }]);
  });

  test("inspect says when a firewall looks at a version by its age", async () => {
    const facts = { publishedAt: "2025-01-01T00:00:00Z" };
    const old = inspection({ spec: "old@1.0.0", facts });
    const { run } = await createTerminal({ engine: createFakeInspectorEngine([old]) });

    const { lines } = await run("inspect", "old@1.0.0", "./old.tgz", "--json");

    expect(lines.map(({ policy }) => policy)).toMatchObject([{ look: "after-serving" }, { look: null }]);
  });
});
