import { isWholeTokenSecret } from "@lockkeeper/store";
import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import { promisedFields } from "../test/json-form.ts";

describe("token", () => {
  test("token create shows the secret once, list never, and revoke ends it", async () => {
    const { run } = await createFakeTerminal();

    const created = await run("token", "create", "--pipeline", "acme/shop", "--packages", "@acme/*");
    const asJson = await run("token", "create", "--person", "alice", "--may", "install,metrics", "--json");
    const listed = await run("token", "list");
    const revoked = await run("token", "revoke", "tk-1");
    const after = await run("token", "list");
    const inForce = await run("token", "list", "--in-force", "--json");

    const secret = /lkp_\S+/.exec(created.out)?.[0] ?? "";
    expect(created.out.replace(secret, "SECRET")).toMatchInlineSnapshot(`
      "Token tk-1 for pipeline:acme/shop, until 2026-06-29 01:10 UTC. It may install, only for @acme/*.
      Shown this once:

        SECRET

      Keep it in the variable LOCKKEEPER_TOKEN and let the clients send it (by hand: docs/tokens.md):
        npx --no lockkeeper setup --ci github --url ADDRESS-OF-THE-FIREWALL --token-env LOCKKEEPER_TOKEN

      End it with: npx --no lockkeeper token revoke tk-1
      "
    `);
    expect([secret, asJson.lines[0]?.["secret"]].map(String).map(isWholeTokenSecret)).toEqual([true, true]);
    expect(listed.out).toMatchInlineSnapshot(`
      "ID      STATUS    WHO                         MAY               EXPIRES (UTC)     LAST USED (UTC)   NOTES
      tk-1    in-force  pipeline:acme/shop          install           2026-06-29 01:10  never             for @acme/*
      tk-2    in-force  person:alice                install,metrics   2026-06-29 01:10  never
      "
    `);
    expect(revoked.out).toMatchInlineSnapshot(`
      "Revoked tk-1 of pipeline:acme/shop.
      "
    `);
    expect(after.out).toMatchInlineSnapshot(`
      "ID      STATUS    WHO                         MAY               EXPIRES (UTC)     LAST USED (UTC)   NOTES
      tk-1    revoked   pipeline:acme/shop          install           2026-06-29 01:10  never             for @acme/*; revoked 2026-03-31 01:10
      tk-2    in-force  person:alice                install,metrics   2026-06-29 01:10  never
      "
    `);
    expect(listed.out + after.out).not.toContain("lkp_");
    expect(inForce.lines.map(({ identity }) => identity)).toEqual(["person:alice"]);
    expect(Object.keys(asJson.lines[0] ?? {}).toSorted()).toEqual(promisedFields("token create", "token"));
    expect(Object.keys(inForce.lines[0] ?? {}).toSorted()).toEqual(promisedFields("token list", "token"));
  });

  test("token list is short when there is none, and marks what has run out", async () => {
    const { run, clock } = await createFakeTerminal();
    const empty = await run("token", "list");
    await run("token", "create", "--host", "build-1", "--expires", "1h", "--observe");
    const ending = await run("token", "list");
    clock.advance(2 * 3_600_000);

    const { out, lines } = await run("token", "list", "--json");

    expect(empty.out).toBe("No tokens.\n");
    expect(ending.out).toContain("ends in 1 h; only observes");
    expect(lines, out).toMatchObject([{ status: "expired", observing: true, lastUsedAt: null }]);
  });

  test("token revoke ends every token of somebody, by a name that is no other's", async () => {
    const { run } = await createFakeTerminal();
    for (const flags of [
      ["--person", "alice"],
      ["--person", "alice"],
      ["--host", "alice"],
      ["--host", "ci"],
    ]) {
      await run("token", "create", ...flags);
    }

    const unclear = await run("token", "revoke", "alice");
    const hers = await run("token", "revoke", "person:alice", "--json");
    const host = await run("token", "revoke", "alice");
    const again = await run("token", "revoke", "tk-1");

    expect([unclear.code, hers.code, host.code, again.code]).toEqual([2, 0, 0, 2]);
    expect(unclear.err).toContain("several have that name: person:alice, host:alice");
    expect(hers.lines.map(({ id }) => id)).toEqual(["tk-1", "tk-2"]);
    expect(host.out).toBe("Revoked tk-3 of host:alice.\n");
    expect(again.err).toContain("error CLI_NO_SUCH_TOKEN");
  });

  test.each([
    { name: "nobody", argv: [], code: "CLI_BAD_TOKEN" },
    { name: "two at once", argv: ["--person", "a", "--host", "b"], code: "CLI_BAD_TOKEN" },
    { name: "a name with spaces", argv: ["--person", "a b"], code: "STORE_BAD_TOKEN" },
    { name: "no name", argv: ["--person", ""], code: "STORE_BAD_TOKEN" },
    { name: "an end in the past", argv: ["--person", "a", "--expires", "2026-01-01"], code: "CLI_BAD_TOKEN" },
    { name: "an end too far ahead", argv: ["--person", "a", "--expires", "500d"], code: "CLI_BAD_TOKEN" },
    { name: "an unknown permission", argv: ["--person", "a", "--may", "publish"], code: "CLI_BAD_TOKEN" },
    { name: "a star for everything", argv: ["--person", "a", "--packages", "*"], code: "CLI_BAD_TOKEN" },
    { name: "a range of versions", argv: ["--person", "a", "--packages", "lib@^1"], code: "CLI_BAD_TOKEN" },
    { name: "no packages", argv: ["--person", "a", "--packages", " , "], code: "CLI_BAD_TOKEN" },
  ])("token create refuses $name", async ({ argv, code }) => {
    const { run } = await createFakeTerminal();

    const result = await run("token", "create", ...argv);
    const { out } = await run("token", "list");

    expect(result.code).toBe(2);
    expect(result.err).toContain(`error ${code}: `);
    expect(out).toBe("No tokens.\n");
  });
});
