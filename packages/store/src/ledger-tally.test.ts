import { describe, expect, onTestFinished, test } from "vitest";

import { buildEntry, createFakeClock, createKeptLog, makeDataFolder } from "../test/fixtures.ts";
import { openLedger, openLedgerReader } from "./ledger.ts";
import type { Ledger, LedgerReader } from "./ledger.ts";
import type { LedgerEntry } from "./ledger-entry.ts";

const instruments = { clock: createFakeClock(), logger: createKeptLog() };

async function makeLedger(): Promise<{ readonly ledger: Ledger; readonly reader: LedgerReader }> {
  const folder = await makeDataFolder();
  const ledger = await openLedger(folder, instruments);
  const reader = await openLedgerReader(folder);
  onTestFinished(async () => {
    await reader.close();
    await ledger.close();
  });
  return { ledger, reader };
}

const everyRequest: ReadonlyMap<string, undefined> = new Map([["axios", undefined]]);

function take(at: number, members: Partial<LedgerEntry> = {}): LedgerEntry {
  return buildEntry({
    at,
    kind: "tarball",
    package: "axios",
    version: "1.14.1",
    outcome: "served",
    ...members,
  });
}

describe("tally", () => {
  test("tally counts equal requests with the times of the first and the last", async () => {
    const { ledger, reader } = await makeLedger();
    for (const at of [100, 300, 200]) ledger.append(take(at));
    ledger.append(take(150, { identity: "person:bob#tk-2" }));
    ledger.append(take(160, { package: "left-pad" }));
    await ledger.flush();

    const tallies = await reader.tally({ packages: everyRequest });

    expect(tallies).toMatchObject([
      { count: 3, firstAt: 100, lastAt: 300, firstSeq: 1, package: "axios", version: "1.14.1" },
      { count: 1, firstAt: 150, lastAt: 150, firstSeq: 4, identity: "person:bob#tk-2" },
    ]);
  });

  test("tally counts what only the journal of a running server holds", async () => {
    const { ledger, reader } = await makeLedger();
    ledger.append(take(100));
    await ledger.flush();
    ledger.append(take(200));
    ledger.append(take(210));

    const tallies = await reader.tally({ packages: everyRequest });

    expect(tallies.map(({ count }) => count).reduce((sum, each) => sum + each, 0)).toBe(3);
    expect(Math.max(...tallies.map(({ lastAt }) => lastAt))).toBe(210);
  });

  test("tally leaves out what is outside the window, both ends included", async () => {
    const { ledger, reader } = await makeLedger();
    for (const at of [100, 200, 300, 400]) ledger.append(take(at));
    await ledger.flush();
    ledger.append(take(250));
    ledger.append(take(500));

    const tallies = await reader.tally({ packages: everyRequest, since: 200, until: 300 });

    expect(tallies.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  });

  test("tally counts requests after an instant apart, in the database and in journals", async () => {
    const { ledger, reader } = await makeLedger();
    for (const at of [100, 200, 300]) ledger.append(take(at));
    await ledger.flush();
    for (const at of [150, 400]) ledger.append(take(at));

    const tallies = await reader.tally({ packages: everyRequest, splitAt: 200 });

    expect(tallies.map(({ firstAt, lastAt }) => [firstAt, lastAt])).toEqual([
      [100, 200],
      [300, 300],
      [150, 150],
      [400, 400],
    ]);
  });

  test("tally keeps apart what was withheld from a packument", async () => {
    const { ledger, reader } = await makeLedger();
    ledger.append(take(100, { kind: "packument", version: null, withheld: ["1.14.1"] }));
    ledger.append(take(110, { kind: "packument", version: null, withheld: [] }));
    await ledger.flush();

    const tallies = await reader.tally({ packages: new Map([...everyRequest, ["__proto__", undefined]]) });

    expect(tallies.map(({ withheld }) => withheld)).toEqual([["1.14.1"], []]);
  });

  test("tally counts only the versions that are asked for, or those of any version", async () => {
    const { ledger, reader } = await makeLedger();
    ledger.append(take(100));
    ledger.append(take(110, { version: "1.14.0" }));
    ledger.append(take(120, { kind: "packument", version: null }));
    await ledger.flush();
    for (const version of ["1.14.1", "0.30.4", null]) ledger.append(take(200, { version }));

    const some = await reader.tally({ packages: new Map([["axios", ["1.14.1", "it's"]]]) });
    const any = await reader.tally({ packages: new Map([["axios", "every-version"]]) });

    expect(some.map(({ version }) => version)).toEqual(["1.14.1", "1.14.1"]);
    expect(any.map(({ version }) => version)).toEqual(["1.14.1", "1.14.0", "1.14.1", "0.30.4"]);
  });

  test("tally does not count one client twice for a policy that changed in between", async () => {
    const { ledger, reader } = await makeLedger();
    ledger.append(take(100, { policyRevision: "before" }));
    ledger.append(take(110, { policyRevision: "after" }));
    await ledger.flush();

    expect(await reader.tally({ packages: everyRequest })).toMatchObject([{ count: 2 }]);
  });

  test("tally answers nothing where no server ever ran", async () => {
    const reader = await openLedgerReader(await makeDataFolder());
    onTestFinished(() => reader.close());

    expect(await reader.tally({ packages: everyRequest })).toEqual([]);
  });
});
