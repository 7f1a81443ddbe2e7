import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { parsePolicy, policyRevision, presetPolicy } from "@lockkeeper/policy";
import type { ReplayRow } from "@lockkeeper/server";
import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import { promisedFields } from "../test/json-form.ts";

describe("policy init", () => {
  test("policy init writes a policy that means the preset, and never over another one unasked", async () => {
    const { run, folder } = await createFakeTerminal();
    const file = join(folder, "data", "policy.yaml");

    const first = await run("policy", "init", "--preset", "strict", "--json");
    const second = await run("policy", "init");
    const text = await readFile(file, "utf8");
    const forced = await run("policy", "init", "--preset", "relaxed", "--force");

    expect(first.code).toBe(0);
    expect(first.lines.map((line) => Object.keys(line).toSorted())).toEqual([
      promisedFields("policy init", "file"),
    ]);
    expect(policyRevision(parsePolicy(text, { source: file, tier: "organisation" }))).toBe(
      policyRevision(presetPolicy("strict")),
    );
    expect(second.code).toBe(2);
    expect(second.err).toContain("CLI_FILE_EXISTS");
    expect(forced.code).toBe(0);
  });
});

describe("policy show", () => {
  test("policy show lists every setting, and what each preset would have done that night", async () => {
    const { run } = await createFakeTerminal();

    const { code, out } = await run("policy", "show");

    expect(code).toBe(0);
    expect(out).toMatch(
      /^Policy revision [0-9a-f]{12}, preset balanced\n {2}from built-in preset balanced\n/,
    );
    expect(out).toMatch(/\ncooldown +age +72 h +preset balanced\n/);
    expect(out.slice(out.indexOf("On the Axios night"))).toMatchInlineSnapshot(`
      "On the Axios night (2026-03-31 00:40 UTC, 1.14.1 was 19 min old, no feed knew of it):
        relaxed   24 h  hands out axios 1.14.0
        balanced  72 h  hands out axios 1.14.0
        strict    7 d   hands out axios 1.13.6
      "
    `);
  });

  test("policy show merges a repository's policy and names what it may not loosen", async () => {
    const { run, folder } = await createFakeTerminal();
    await writeFile(
      join(folder, "lockkeeper.policy.yaml"),
      "version: 1\ncooldown:\n  age: 14d\nmalware: warn\n",
    );

    const { lines } = await run("policy", "show", "--json");

    expect(lines.map((line) => Object.keys(line).toSorted())).toEqual([
      promisedFields("policy show", "policy"),
    ]);
    expect(lines[0]?.["ignored"]).toEqual([expect.stringContaining("malware")]);
    expect(lines[0]?.["settings"]).toContainEqual(
      expect.objectContaining({ clause: "malware", value: "block" }),
    );
  });

  test("policy show says usage for a policy that is named and missing", async () => {
    const { run } = await createFakeTerminal();

    const { code, err } = await run("policy", "show", "--policy", "gone.yaml");

    expect(code).toBe(2);
    expect(err).toContain("CLI_BAD_FILE");
    expect(err).toContain("ENOENT");
  });
});

describe("policy check", () => {
  test("policy check names every fault of a wrong file", async () => {
    const { run, folder } = await createFakeTerminal();
    await writeFile(join(folder, "bad.yaml"), "version: 1\npresett: strict\n");

    const { code, err } = await run("policy", "check", "bad.yaml");

    expect(code).toBe(2);
    expect(err).toContain('did you mean "preset"?');
  });

  test("policy check tells which exceptions have run out", async () => {
    const { run, folder } = await createFakeTerminal();
    await writeFile(
      join(folder, "old.yaml"),
      [
        "version: 1",
        "preset: balanced",
        "exceptions:",
        "  - package: axios",
        "    versions: 1.14.0",
        "    clauses: [cooldown]",
        "    reason: fixes our outage",
        "    owner: ada",
        "    expires: 2026-03-30",
        "",
      ].join("\n"),
    );

    const { code, out } = await run("policy", "check", "old.yaml");

    expect(code).toBe(0);
    expect(out).toContain("expired exception axios@1.14.0 is out of force since 2026-03-30");
  });

  test("policy check --replay prints what would have been decided otherwise", async () => {
    const row: ReplayRow = {
      package: "axios",
      version: "1.14.0",
      at: "2026-03-30T09:00:00.000Z",
      requests: 3,
      identities: ["user:ada", "token:\u001b[2Jx"],
      before: { decision: "allow", clause: "none" },
      after: { decision: "hold", clause: "cooldown" },
    };
    async function* replayPolicy(): AsyncIterable<ReplayRow> {
      yield row;
    }
    const { run } = await createFakeTerminal({ engine: { replayPolicy } });
    await run("policy", "init", "--preset", "strict", "--out", "strict.yaml");

    const { out } = await run("policy", "check", "strict.yaml", "--replay", "30d");
    const { lines } = await run("policy", "check", "strict.yaml", "--replay", "30d", "--json");

    expect(out.slice(out.indexOf("\n\n"))).toMatchInlineSnapshot(`
      "

      FIRST ASKED        VERSION                         DECIDED                   WOULD BE                  REQUESTS
      2026-03-30 09:00   axios@1.14.0                    allow (none)              hold (cooldown)           3 by user:ada, token:�[2Jx

      3 requests for 1 version in the last 30 d would have been decided otherwise.
      "
    `);
    expect(lines.map((line) => Object.keys(line).toSorted())).toEqual([
      promisedFields("policy check", "file"),
      promisedFields("policy check --replay", "version"),
      promisedFields("policy check --replay", "replay"),
    ]);
  });
});

describe("policy schema", () => {
  test("policy schema prints a JSON Schema", async () => {
    const { run } = await createFakeTerminal();

    const { code, out } = await run("policy", "schema");

    expect(code).toBe(0);
    expect(JSON.parse(out)).toHaveProperty("properties.cooldown");
  });
});
