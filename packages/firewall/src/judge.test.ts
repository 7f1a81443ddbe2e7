import type { LogLine } from "@lockkeeper/core";
import { parsePackageName } from "@lockkeeper/core";
import type { Intelligence } from "@lockkeeper/intel";
import { presetPolicy } from "@lockkeeper/policy";
import type { PackumentVersion, Upstream } from "@lockkeeper/registry";
import { scanPackument } from "@lockkeeper/registry";
import { expect, test } from "vitest";
import { Judge } from "./judge.ts";
import type { HeldPackument } from "./packument-source.ts";

const document = {
  name: "lib",
  "dist-tags": { latest: "1.0.0" },
  time: { "1.0.0": "2026-01-01T00:00:00Z" },
  versions: {
    "1.0.0": {
      name: "lib",
      version: "1.0.0",
      dist: { tarball: "https://registry.example/lib/-/lib-1.0.0.tgz", shasum: "a".repeat(40) },
    },
  },
};

function hold(isPrivate: boolean): HeldPackument {
  return {
    index: scanPackument(Buffer.from(JSON.stringify(document)), parsePackageName("lib")),
    upstream: { id: "u", url: "https://registry.example", isPrivate } as Upstream, // nothing is fetched here
    sightings: { present: new Map(), removed: new Map() },
    isAlsoPublic: false,
    etag: undefined,
    lastModified: undefined,
    fetchedAt: 0,
    notedAt: 0,
    staleSince: undefined,
  };
}

function listed(isPrivate: boolean): [HeldPackument, PackumentVersion] {
  const packument = hold(isPrivate);
  const entry = packument.index.versions.get("1.0.0");
  if (entry === undefined) throw new TypeError("not listed");
  return [packument, entry];
}

test.each([false, true])(
  "Judge turns a failure to gather evidence into unknown (private upstream: %s)",
  (isPrivate) => {
    const logged: LogLine[] = [];
    const broken = {
      revision: "r",
      namedVersions: () => [],
      match: () => {
        throw new Error("the index is damaged");
      },
    } as unknown as Intelligence; // the parts that a judge asks
    const judge = new Judge({
      policy: () => ({ policy: presetPolicy("balanced"), exceptions: [], revision: "p" }),
      intelligence: () => broken,
      versionsInUse: () => [],
      isObserving: false,
      clock: { now: () => Date.parse("2026-06-01T00:00:00Z") },
      logger: { log: (_level, line) => void logged.push(line) },
    });

    const judgement = judge.judge(hold(isPrivate));

    const { decision } = judge.judgeVersion(...listed(isPrivate));

    expect(decision).toEqual(judgement.decisions.get("1.0.0"));
    expect(judgement.decisions.get("1.0.0")).toMatchObject({
      decision: "unknown",
      effect: "hold",
      clause: "unknown",
    });
    expect(judgement.kept.size).toBe(0);
    expect(logged.map(({ code }) => code)).toContain("FIREWALL_UNDECIDED");
  },
);

test.each([
  ["old enough", "2026-06-01T00:00:00Z", 0, "none"],
  ["young", "2026-01-02T00:00:00Z", 0, "cooldown"],
  [
    "not confirmed since it was young",
    "2026-06-01T00:00:00Z",
    Date.parse("2026-01-02T00:00:00Z"),
    "cooldown",
  ],
])("judgeVersion decides on a version that is %s as judge does", (_what, now, staleSince, clause) => {
  const quiet = { revision: "r", namedVersions: () => [], match: () => [], fixesInUse: () => [] };
  const judge = new Judge({
    policy: () => ({ policy: presetPolicy("balanced"), exceptions: [], revision: "p" }),
    intelligence: () => quiet as unknown as Intelligence, // the parts that a judge asks
    versionsInUse: () => [],
    isObserving: false,
    clock: { now: () => Date.parse(now) },
    logger: { log: () => undefined },
  });
  const [packument, entry] = listed(false);
  const stale = staleSince === 0 ? {} : { staleSince, fetchedAt: staleSince };
  const held = { ...packument, ...stale };

  const alone = judge.judgeVersion(held, entry);
  const all = judge.judge(held);

  expect(alone.decision.clause).toBe(clause);
  expect(alone).toEqual({
    decision: all.decisions.get("1.0.0"),
    inspect: all.inspect,
    policyRevision: all.policyRevision,
  });
});
