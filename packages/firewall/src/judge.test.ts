import type { LogLine } from "@lockkeeper/core";
import { parsePackageName } from "@lockkeeper/core";
import type { Intelligence } from "@lockkeeper/intel";
import { presetPolicy } from "@lockkeeper/policy";
import type { Upstream } from "@lockkeeper/registry";
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

    expect(judgement.decisions.get("1.0.0")).toMatchObject({
      decision: "unknown",
      effect: "hold",
      clause: "unknown",
    });
    expect(judgement.kept.size).toBe(0);
    expect(logged.map(({ code }) => code)).toContain("FIREWALL_UNDECIDED");
  },
);
