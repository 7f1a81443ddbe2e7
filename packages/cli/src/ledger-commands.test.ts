import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import type { FakeTerminal } from "../test/fake-environment.ts";
import { promisedFields } from "../test/json-form.ts";
import { recordNight } from "../test/ledger-entries.ts";
import { ledgerVerifyCommand } from "./commands/ledger-verify.ts";
import { createStyle } from "./style.ts";

async function createTerminal(): Promise<FakeTerminal> {
  const terminal = await createFakeTerminal({ now: "2026-03-31T04:00:00Z" });
  await recordNight(terminal);
  return terminal;
}

const window = ["--since", "2026-03-31T00:21:00Z", "--until", "2026-03-31T03:16:00Z"];

describe("ledger", () => {
  test("ledger tells who only looked from who fetched, and who had published what is gone", async () => {
    const { run } = await createTerminal();

    const { code, out } = await run("ledger", "--package", "axios", ...window, "--publishers");

    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "TIME (UTC)           IDENTITY                CLIENT          COMMAND     WHAT        PACKAGE                     DECISION                  OUTCOME
      2026-03-31 00:25:00  user:ada                npm 11.19.1     install     packument   axios                       allow                     served, without 1.14.1
      2026-03-31 00:25:01  user:ada                npm 11.19.1     install     tarball     axios@1.14.0                allow                     served
      2026-03-31 00:40:00  token:0123456789ab      pnpm 11.19.1    ci          packument   axios                       allow                     served
      2026-03-31 00:40:02  token:0123456789ab      pnpm 11.19.1    ci          tarball     axios@1.14.1                hold (cooldown)           served (observing)
      2026-03-31 00:50:00  anonymous at 192.0.2.7  npm 11.19.1     install     packument   axios                       allow                     served, without 1.14.1

      axios: 1 identity only looked, 2 fetched a tarball.
        looked   anonymous at 192.0.2.7
        fetched  user:ada, token:0123456789ab
        axios@1.14.1 (malware, withheld, removed-upstream) was fetched by token:0123456789ab

      Who published axios, as seen here:
        1.14.0  2026-03-27 21:40 UTC (3 d 6 h ago); by jasonsaayman <maintainer@publisher.example>; no attestation
        1.14.1  2026-03-31 00:21 UTC (3 h 39 min ago); by jasonsaayman <ifstap@proton.invalid>; no attestation; removed by 2026-03-31 03:16 UTC
      "
    `);
  });

  test("ledger keeps its promise on every line for programs", async () => {
    const { run } = await createTerminal();

    const { lines } = await run("ledger", "--package", "axios", "--version", "1.14.1", "--json");

    const fieldsOf = (kind: string): readonly (readonly string[])[] => [
      ...new Set(lines.filter((line) => line["kind"] === kind).map((line) => Object.keys(line).toSorted())),
    ];
    expect(fieldsOf("request")[0]).toEqual(promisedFields("ledger", "request"));
    expect(fieldsOf("exposure")).toEqual([promisedFields("ledger --package", "query")]);
    expect(fieldsOf("version")).toEqual([promisedFields("ledger --package --version", "version")]);
  });

  test("ledger --version also lists who was not shown the version", async () => {
    const { run } = await createTerminal();

    const { lines } = await run("ledger", "--package", "axios", "--version", "1.14.1", "--json");
    const requests = lines.filter((line) => line["kind"] === "request");

    expect(requests.map(({ what, identity }) => [what, identity])).toEqual([
      ["packument", "user:ada"],
      ["tarball", "token:0123456789ab"],
      ["packument", "anonymous"],
    ]);
    expect(lines.find((line) => line["kind"] === "version")).toMatchObject({
      version: "1.14.1",
      removedAt: "2026-03-31T03:16:00.000Z",
      publisher: { name: "jasonsaayman", email: "ifstap@proton.invalid", trustedPublisher: null },
    });
  });

  test("ledger --limit takes the newest requests and shows them oldest first", async () => {
    const { run } = await createTerminal();

    const { lines } = await run("ledger", "--limit", "2", "--json");

    expect(lines.map(({ at }) => at)).toEqual(["2026-03-31T00:40:02.000Z", "2026-03-31T00:50:00.000Z"]);
  });

  test("ledger --withheld lists what was refused or left out, which --decision alone does not", async () => {
    const { run } = await createTerminal();

    const withheld = await run("ledger", "--withheld", "--json");
    const blocked = await run("ledger", "--decision", "block");

    expect(withheld.lines.map(({ what, decision }) => [what, decision])).toEqual([
      ["packument", "allow"],
      ["tarball", "hold"],
      ["packument", "allow"],
    ]);
    expect(blocked.out).toContain("found with --withheld");
  });

  test("ledger refuses flags whose empty answer would be taken for nobody", async () => {
    const { run } = await createTerminal();

    const turned = await run("ledger", "--since", "1h", "--until", "2h");
    const nameless = await run("ledger", "--publishers");
    const none = await run("ledger", "--limit", "0");

    expect([turned.code, nameless.code, none.code]).toEqual([2, 2, 2]);
    expect(turned.err).toContain("that window ends before it begins");
    expect(nameless.err).toContain("no package is named");
    expect(none.err).toContain("a whole number from 1");
  });

  test("ledger takes a duration for that long ago", async () => {
    const { run } = await createTerminal();

    const recent = await run("ledger", "--since", "200m", "--json");
    const refused = await run("ledger", "--since", "yesterday");

    expect(recent.lines.map(({ at }) => at)).toEqual([
      "2026-03-31T00:40:00.000Z",
      "2026-03-31T00:40:02.000Z",
      "2026-03-31T00:50:00.000Z",
    ]);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("CLI_BAD_TIME") });
  });

  test("ledger says that there is nothing where nothing ever ran", async () => {
    const { run } = await createFakeTerminal();

    const { code, out } = await run("ledger", "--package", "left-pad", "--publishers");

    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "The ledger holds no such request.

      No snapshot holds left-pad: it never passed through this firewall.
      "
    `);
  });
});

describe("ledger verify", () => {
  test("ledger verify finds an untouched ledger intact", async () => {
    const { run } = await createTerminal();

    const { code, out, lines } = await run("ledger", "verify", "--json");

    expect(code).toBe(0);
    expect(out).toContain('"kind":"intact","rows":5');
    expect(lines.map((line) => Object.keys(line).toSorted())).toEqual([
      promisedFields("ledger verify", "ledger"),
    ]);
  });

  test("ledger verify names the first batch that does not match, as a finding", () => {
    const broken = {
      kind: "broken",
      rows: 500,
      batches: 1,
      batch: 2,
      firstSeq: 501,
      lastSeq: 733,
      detail: "its rows do not match its hash",
    } as const;
    const context = { style: createStyle(false), now: 0, isFirst: true, width: 100 };

    expect(ledgerVerifyCommand.exitCode?.(broken)).toBe(1);
    expect(ledgerVerifyCommand.views.person(broken, context)).toMatchInlineSnapshot(`
      "broken: batch 2 (rows 501 to 733): its rows do not match its hash
        500 rows in 1 batch before it are intact.
      "
    `);
  });
});

describe("ledger head", () => {
  test("ledger head prints what ledger verify finds again, and a cut-off end is a finding", async () => {
    const { run } = await createTerminal();

    const head = await run("ledger", "head", "--json");
    const hash = String(head.lines[0]?.["head"]);
    const found = await run("ledger", "verify", "--head", hash);
    const missing = await run("ledger", "verify", "--head", "f".repeat(64));
    const unreadable = await run("ledger", "verify", "--head", "newest");

    expect(Object.keys(head.lines[0] ?? {}).toSorted()).toEqual(promisedFields("ledger head", "ledger"));
    expect(head.lines[0]).toMatchObject({ lastSeq: 5, at: "2026-03-31T00:50:00.000Z" });
    expect(found).toMatchObject({
      code: 0,
      out: `intact: 5 rows in 1 batch, head ${hash}\n  The noted head is in it: it ended row 5; nothing came after it.\n`,
    });
    expect(missing).toMatchObject({ code: 1, out: expect.stringContaining("cut off: 5 rows in 1 batch") });
    expect(unreadable).toMatchObject({ code: 2, err: expect.stringContaining("ledger head") });
  });
});

describe("ledger prune", () => {
  test("ledger prune takes what is old, and ledger verify says since when the chain is whole", async () => {
    const terminal = await createTerminal();
    const { run, clock } = terminal;
    await recordNight(terminal);
    clock.set("2027-03-31T04:00:00Z");

    const tried = await run("ledger", "prune", "--older-than", "300d", "--dry-run");
    const pruned = await run("ledger", "prune", "--older-than", "300d", "--json");
    const { out } = await run("ledger", "verify");

    expect(tried.out).toBe(
      "Would prune 5 rows in 1 batch, all from before 2026-06-04T04:00:00.000Z; 5 rows stay.\n",
    );
    expect(Object.keys(pruned.lines[0] ?? {}).toSorted()).toEqual(promisedFields("ledger prune", "ledger"));
    expect(pruned.lines[0]).toMatchObject({ rows: 5, keptRows: 5, dryRun: false });
    expect(out).toContain(
      "Verified from row 6 on; 5 rows from 2026-03-31T00:25:00.000Z to 2026-03-31T00:50:00.000Z were pruned, last on 2027-03-31T04:00:00.000Z.",
    );
  });

  test("ledger prune says usage for a time that is none or too short", async () => {
    const { run } = await createTerminal();

    const missing = await run("ledger", "prune");
    const short = await run("ledger", "prune", "--older-than", "5m");

    expect([missing.code, short.code]).toEqual([2, 2]);
    expect(short.err).toContain("--older-than 400d");
  });
});
