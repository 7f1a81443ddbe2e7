import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import { promisedFields } from "../test/json-form.ts";

const why = ["--reason", "fixes our outage", "--owner", "ada"];

describe("exception", () => {
  test("exception add, list and remove agree", async () => {
    const { run } = await createFakeTerminal();

    const added = await run(
      "exception",
      "add",
      "axios@1.14.2",
      "--clause",
      "cooldown",
      ...why,
      "--expires",
      "7d",
    );
    const listed = await run("exception", "list");
    const asJson = await run("exception", "list", "--json");
    const removed = await run("exception", "remove", "ex-1");
    const empty = await run("exception", "list");

    expect(added.out).toMatchInlineSnapshot(`
      "Added ex-1: axios@1.14.2 passes cooldown until 2026-04-07 01:10 UTC.
      Remove it with: npx --no lockkeeper exception remove ex-1
      "
    `);
    expect(listed.out).toMatchInlineSnapshot(`
      "ID              STATUS     PACKAGE                     CLAUSES               EXPIRES (UTC)     OWNER             REASON
      ex-1            in-force   axios@1.14.2                cooldown              2026-04-07 01:10  ada               fixes our outage (command line)
      "
    `);
    expect(asJson.lines.map((line) => Object.keys(line).toSorted())).toEqual([
      promisedFields("exception list", "exception"),
    ]);
    expect(removed).toMatchObject({ code: 0, out: "Removed ex-1.\n" });
    expect(empty.out).toBe("No exceptions.\n");
  });

  test("exception list shows when an exception has run out", async () => {
    const { run, clock } = await createFakeTerminal();
    await run("exception", "add", "axios@1.14.2", "--clause", "cooldown", ...why, "--expires", "1h");
    await run("exception", "add", "vite@^7.0.0", "--clause", "cooldown", ...why, "--expires", "9d");
    clock.advance(2 * 3_600_000);

    const all = await run("exception", "list", "--json");
    const expired = await run("exception", "list", "--expired", "--json");

    expect(all.lines.map(({ status }) => status)).toEqual(["expired", "in-force"]);
    expect(expired.lines.map((line) => line["package"])).toEqual(["axios"]);
  });

  test.each([
    {
      name: "no version",
      argv: ["axios", "--clause", "cooldown", "--expires", "7d"],
      code: "CLI_BAD_EXCEPTION",
    },
    {
      name: "an end in the past",
      argv: ["axios@1.0.0", "--clause", "cooldown", "--expires", "2026-01-01"],
      code: "CLI_BAD_EXCEPTION",
    },
    {
      name: "an end too far ahead",
      argv: ["axios@1.0.0", "--clause", "cooldown", "--expires", "500d"],
      code: "CLI_BAD_EXCEPTION",
    },
    {
      name: "an end that is no time",
      argv: ["axios@1.0.0", "--clause", "cooldown", "--expires", "soon"],
      code: "CLI_BAD_TIME",
    },
    {
      name: "an unknown clause",
      argv: ["axios@1.0.0", "--clause", "luck", "--expires", "7d"],
      code: "POLICY_BAD_EXCEPTION",
    },
    {
      name: "malware for a range",
      argv: ["axios@^1.0.0", "--clause", "malware", "--expires", "7d"],
      code: "POLICY_BAD_EXCEPTION",
    },
    {
      name: "a pattern",
      argv: ["@acme/*@1.0.0", "--clause", "cooldown", "--expires", "7d"],
      code: "POLICY_BAD_EXCEPTION",
    },
  ])("exception add refuses $name", async ({ argv, code }) => {
    const { run } = await createFakeTerminal();

    const result = await run("exception", "add", ...argv, ...why);

    expect(result.code).toBe(2);
    expect(result.err).toContain(`error ${code}: `);
  });
});
