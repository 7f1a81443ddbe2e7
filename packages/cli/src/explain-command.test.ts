import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { allowedAxios, createFakeEngine, heldAxios } from "../test/explain-record.ts";
import { createFakeTerminal } from "../test/fake-environment.ts";
import type { FakeTerminal } from "../test/fake-environment.ts";
import { promisedFields } from "../test/json-form.ts";

const undecided = {
  ...allowedAxios,
  spec: "nosuch",
  name: "nosuch",
  version: null,
  decision: "unknown" as const,
  clause: "unknown",
  error: {
    code: "FIREWALL_UNKNOWN_VERSION",
    message: 'Cannot explain "nosuch" as there is none',
    hint: "Check it.",
  },
};

function createTerminal(): Promise<FakeTerminal> {
  return createFakeTerminal({ engine: createFakeEngine([heldAxios, allowedAxios, undecided]) });
}

describe("explain", () => {
  test("explain says on one screen what, why, until when, what instead, and the way round", async () => {
    const { run } = await createTerminal();

    const { code, out } = await run("explain", "axios@^1");

    expect(code).toBe(1);
    expect(out).toMatchInlineSnapshot(`
      "HOLD axios@1.14.1 (asked: axios@^1): withheld for now (cooldown)

        Published 49 min ago (2026-03-31 00:21 UTC); the cooldown is 72 h

        Over at            2026-04-03 00:21 UTC (in 2 d 23 h)
        Take instead       axios@1.14.0
        Published          2026-03-31 00:21 UTC (49 min ago)
        First seen         2026-03-31 00:50 UTC (20 min ago)
        Publisher          jasonsaayman <�[31mifstap@proton.invalid>, no attestation
        Install scripts    postinstall
        Not from registry  tool: git+ssh://host.invalid/tool.git
        Advisories         none known
        Policy             revision 92a0d0689b1b

      To let it in all the same, ask security@example.example for an exception:
        npx --no lockkeeper exception add axios@1.14.1 --clause cooldown --reason "…" --owner "…" --expires 7d
      "
    `);
  });

  test("explain lists what the inspection found, in words that cannot rewrite the terminal", async () => {
    const inspection = {
      state: "present",
      verdict: "block",
      findings: [
        {
          id: "dependency-unseen",
          strength: "decisive",
          message: "A new dependency is \u001b[2Jimported by nothing.",
        },
        ...Array.from({ length: 9 }, () => ({
          id: "load-reach",
          strength: "supporting",
          message: "It reaches out.",
        })),
      ],
    };
    const facts = { ...heldAxios.facts, inspection };
    const { run } = await createFakeTerminal({ engine: createFakeEngine([{ ...heldAxios, facts }]) });

    const { out } = await run("explain", "axios@^1");

    expect(out).toContain("  Found by its inspection\n");
    expect(out).toContain(
      "    - A new dependency is \ufffd[2Jimported by nothing. (decisive, dependency-unseen)\n",
    );
    expect(out).toContain("    and 2 more\n");
    expect(out).toContain("block, 10 findings");
  });

  test.each([
    [{ state: "unavailable", reason: "it took too long" }, "not possible: it took too long"],
    [{ state: "present", verdict: "allow", findings: [] }, "allow, nothing found"],
  ])("explain says of the inspection %j what came of it", async (inspection, expected) => {
    const facts = { ...heldAxios.facts, inspection };
    const { run } = await createFakeTerminal({ engine: createFakeEngine([{ ...heldAxios, facts }]) });

    const { out } = await run("explain", "axios@^1");

    expect(out).toContain(expected);
  });

  test("explain is short about a version that is served", async () => {
    const { run } = await createTerminal();

    const { code, out } = await run("explain", "axios@1.14.0");

    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "ALLOW axios@1.14.0: served

        Published        2026-03-27 21:40 UTC (3 d 3 h ago)
        First seen       2026-03-31 00:50 UTC (20 min ago)
        Publisher        jasonsaayman <�[31mifstap@proton.invalid>, no attestation
        Install scripts  none
        Advisories       none known
        Policy           revision 92a0d0689b1b
      "
    `);
  });

  test("explain answers every spec in order, and a refusal beats what could not be decided", async () => {
    const { run } = await createTerminal();

    const both = await run("explain", "nosuch", "axios@^1", "axios@1.14.0", "--json");
    const alone = await run("explain", "nosuch");

    expect(both.lines.map(({ spec }) => spec)).toEqual(["nosuch", "axios@^1", "axios@1.14.0"]);
    expect(Object.keys(both.lines[1] ?? {}).toSorted()).toEqual(promisedFields("explain", "spec"));
    expect([both.code, alone.code]).toEqual([1, 3]);
    expect(alone.out).toMatchInlineSnapshot(`
      "UNKNOWN nosuch: could not be decided

        Cannot explain "nosuch" as there is none
        Check it.
      "
    `);
  });

  test("explain tells distances from the moment of the decision, whatever our clock says", async () => {
    const { run, clock } = await createTerminal();
    clock.set("2026-11-21T00:00:00Z");

    const { out } = await run("explain", "axios@^1");

    expect(out).toContain("Over at            2026-04-03 00:21 UTC (in 2 d 23 h)\n");
  });

  test("explain sends a repository's policy along and names what it may not loosen", async () => {
    const sent: (string | undefined)[] = [];
    const engine = createFakeEngine([heldAxios]);
    const { run, folder } = await createFakeTerminal({
      engine: {
        ...engine,
        async *explain(settings, specs) {
          sent.push(settings.repositoryPolicy);
          if (engine.explain !== undefined) yield* engine.explain(settings, specs);
        },
      },
    });
    const policy = "version: 1\ncooldown:\n  age: 14d\nmalware: off\n";
    await writeFile(join(folder, "lockkeeper.policy.yaml"), policy);

    const { err } = await run("explain", "axios@^1", "--json");

    expect(sent).toEqual([policy]);
    expect(err).toMatch(/^warn CLI_LOOSENING_IGNORED: .*malware/);
  });
});
