import { presetPolicy } from "@lockkeeper/policy";
import { scanPackument } from "@lockkeeper/registry";
import { parsePackageName } from "@lockkeeper/core";
import { describe, expect, test } from "vitest";

import type { AwaitingQuestion } from "./awaiting-inspection.ts";
import { isAwaiting, isDueLater, listAwaiting } from "./awaiting-inspection.ts";
import { InspectionMemory } from "./inspection-memory.ts";
import type { HeldPackument } from "./packument-source.ts";

const now = Date.parse("2026-06-10T00:00:00Z");
const clock = { now: () => now };
const old = "2025-01-01T00:00:00Z";
const young = "2026-06-01T00:00:00Z";

function hold(times: Readonly<Record<string, string>>, isPrivate = false): HeldPackument {
  const versions = Object.fromEntries(
    Object.keys(times).map((version) => [
      version,
      {
        name: "it",
        version,
        dist: {
          shasum: version.replaceAll(/[^0-9a-f]/g, "").padEnd(40, "0"),
          tarball: `https://registry.example/it/-/it-${version}.tgz`,
        },
      },
    ]),
  );
  const bytes = Buffer.from(JSON.stringify({ name: "it", versions, time: times }));
  return {
    index: scanPackument(bytes, parsePackageName("it")),
    upstream: { id: "default", isPrivate },
    sightings: { present: new Map(), removed: new Map() },
    // as: what the question looks at
  } as unknown as HeldPackument;
}

function questionOn(packument: HeldPackument, memory = new InspectionMemory(clock)): AwaitingQuestion {
  return { packument, clause: presetPolicy("balanced").inspect, inspected: memory.of("it"), now };
}

function awaitingOf(
  question: AwaitingQuestion,
  tags: Readonly<Record<string, string>> = {},
): readonly string[] {
  const versions = new Set(question.packument.index.versions.keys());
  return listAwaiting(question, { versions, distTags: new Map(Object.entries(tags)) }).map(
    ({ version }) => version,
  );
}

describe("listAwaiting()", () => {
  test("names young versions alone", () => {
    const packument = hold({ "1.0.0": old, "1.1.0": young, "2.0.0": young });

    expect(awaitingOf(questionOn(packument))).toEqual(["1.1.0", "2.0.0"]);
  });

  test("names the newest of each line and what latest leads to, and leaves the rest to tarballs", () => {
    const packument = hold({
      "1.0.0": young,
      "1.0.1": young,
      "1.0.2": young,
      "0.3.0": young,
      "0.4.0": young,
      "2.0.0-rc.1": young,
      "2.0.0-rc.2": young,
    });

    const tags = { latest: "2.0.0-rc.1", next: "2.0.0-rc.2" };
    expect(awaitingOf(questionOn(packument), tags)).toEqual(["1.0.2", "0.3.0", "0.4.0", "2.0.0-rc.1"]);
  });

  test("takes a version without a publish time for young", () => {
    const packument = hold({ "1.0.0": "not a time" });

    expect(awaitingOf(questionOn(packument))).toEqual(["1.0.0"]);
  });

  test("names nothing of a private upstream, nor where the clause is off", () => {
    const question = questionOn(hold({ "1.0.0": young }, true));
    const off = { ...question.clause, effect: "off", exemptPrivate: false } as const;

    expect(awaitingOf(question)).toEqual([]);
    expect(awaitingOf({ ...question, clause: off })).toEqual([]);
    expect(awaitingOf({ ...question, clause: { ...off, effect: "hold" } })).toEqual(["1.0.0"]);
  });

  test("does not name again what was looked at, unless its bytes are others by now", () => {
    const packument = hold({ "1.0.0": young });
    const memory = new InspectionMemory(clock);
    const entry = packument.index.versions.get("1.0.0");
    if (entry === undefined) throw new Error("The packument has the version");
    memory.note("it", entry, { state: "present", value: { verdict: "allow", summary: "", findings: [] } });
    const other = { ...entry, shasum: "f".repeat(40) };

    expect(awaitingOf(questionOn(packument, memory))).toEqual([]);
    expect(isAwaiting(questionOn(packument, memory), other)).toBe(true);
    expect(isDueLater(questionOn(packument, memory), other)).toBe(false);
  });
});
