import type { LedgerTally, TallyQuery } from "@lockkeeper/store";
import { describe, expect, test } from "vitest";

import { at, axios, question } from "../../../test/evidence.ts";
import type { Observation } from "../../observation.ts";
import type { ExposureQuestion } from "../../question.ts";
import { collectLedger } from "./collect-ledger.ts";

function tally(members: Partial<LedgerTally> = {}): LedgerTally {
  const firstAt = members.firstAt ?? at("01:10");
  return {
    count: 1,
    firstAt,
    lastAt: members.lastAt ?? firstAt,
    firstSeq: 7,
    identity: "pipeline:acme/shop#tk-1",
    client: "npm",
    clientVersion: "11.19.1",
    command: "ci",
    ci: null,
    remote: "192.0.2.7",
    kind: "tarball",
    package: "axios",
    version: "1.14.1",
    effect: "allow",
    clause: "none",
    outcome: "served",
    withheld: [],
    observed: false,
    tookFromCache: false,
    ...members,
  };
}

/** A ledger that holds these, and applies the window as the real one does. */
async function collect(
  tallies: readonly LedgerTally[],
  asked: ExposureQuestion = question,
): Promise<readonly Observation[]> {
  const source = {
    tally: async ({ packages, since = 0, until = Number.MAX_SAFE_INTEGER }: TallyQuery) =>
      tallies.filter(({ package: name, version, firstAt }) => {
        if (!packages.has(name) || firstAt < since || firstAt > until) return false;
        const versions = packages.get(name);
        if (versions === undefined) return true;
        return version !== null && (versions === "every-version" || versions.includes(version));
      }),
  };
  const found: Observation[] = [];
  for await (const item of collectLedger(asked, source))
    if (item.kind === "observation") found.push(item.observation);
  return found;
}

const look = { kind: "packument", version: null } as const;

describe("collectLedger", () => {
  test("collectLedger tells who took a version, when, how often and with what", async () => {
    const [found] = await collect([tally({ count: 3, lastAt: at("02:00"), command: "exec" })]);

    expect(found).toMatchObject({
      kind: "fetched",
      where: { kind: "pipeline", id: "acme/shop" },
      version: "1.14.1",
      since: { at: at("01:10"), basis: "stated" },
      until: { at: at("02:00") },
      ref: "ledger:7",
      detail: "npm 11.19.1 exec at 192.0.2.7 took axios@1.14.1, 3 times",
    });
  });

  test("collectLedger names what was served from the cache after the registry had removed it", async () => {
    const [found] = await collect([tally({ firstAt: at("09:00"), tookFromCache: true })]);

    expect(found).toMatchObject({
      kind: "fetched",
      detail: expect.stringContaining("from the firewall's cache"),
    });
  });

  test.each([
    ["person:alice#tk-3", null, "identity", "person:alice"],
    ["host:build-1#tk-4", null, "host", "build-1"],
    ["anonymous", null, "identity", "anonymous at 192.0.2.7"],
    ["anonymous", "github-actions", "identity", "anonymous github-actions at 192.0.2.7"],
  ])("collectLedger takes %s in %s for a place", async (identity, ci, kind, id) => {
    const [found] = await collect([tally({ identity, ci })]);

    expect(found?.where).toEqual({ kind, id });
  });

  test("collectLedger tells refusals from takes", async () => {
    const refused = tally({ outcome: "refused", clause: "cooldown" });
    const hidden = tally({ ...look, withheld: ["1.14.1", "0.30.4"], clause: "cooldown" });

    const found = await collect([refused, hidden]);

    expect(found.map(({ kind, version }) => [kind, version])).toEqual([
      ["refused", "1.14.1"],
      ["refused", "1.14.1"],
    ]);
  });

  test("collectLedger takes a look in the window for a chance, unless another version was taken then", async () => {
    const found = await collect([
      tally({ ...look, identity: "person:eve#tk-1" }),
      tally({ ...look, identity: "person:dan#tk-2" }),
      tally({ identity: "person:dan#tk-2", version: "1.14.0" }),
    ]);

    expect(found.map(({ kind, where, version }) => [kind, where.id, version])).toEqual([
      ["accepts", "person:eve", undefined],
      ["clean", "person:dan", "1.14.0"],
    ]);
  });

  test("collectLedger takes no look outside the window, or in one that nobody knows, for a chance", async () => {
    const late = await collect([tally({ ...look, firstAt: at("09:00") })]);
    const open = await collect([tally(look)], {
      ...question,
      targets: [{ ...axios, window: { since: undefined, until: undefined } }],
    });

    expect([...late, ...open]).toEqual([]);
  });

  test("collectLedger says nothing of other packages and failed requests", async () => {
    expect(await collect([tally({ package: "left-pad" }), tally({ outcome: "failed" })])).toEqual([]);
  });
});
