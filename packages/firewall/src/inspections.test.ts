import { parsePackageName } from "@lockkeeper/core";
import type { Inspection } from "@lockkeeper/inspect";
import type { PackumentVersion } from "@lockkeeper/registry";
import { scanPackument } from "@lockkeeper/registry";
import { describe, expect, test } from "vitest";

import { InspectionMemory } from "./inspection-memory.ts";
import type { InspectionsParts } from "./inspections.ts";
import { Inspections } from "./inspections.ts";
import type { HeldPackument } from "./packument-source.ts";

const shasum = "a".repeat(40);
const clock = { now: () => Date.parse("2026-06-10T00:00:00Z") };
const allowed = {
  spec: "it@1.0.0",
  verdict: "allow",
  reasons: [{ code: "nothing", message: "Nothing speaks against it." }],
  findings: [],
  integrity: undefined,
  error: undefined,
  // as: what the firewall takes of an inspection
} as unknown as Inspection;

function hold(): { readonly packument: HeldPackument; readonly entry: PackumentVersion } {
  const dist = { shasum, tarball: "https://registry.example/it/-/it-1.0.0.tgz" };
  const versions = { "1.0.0": { name: "it", version: "1.0.0", dist } };
  const index = scanPackument(Buffer.from(JSON.stringify({ name: "it", versions })), parsePackageName("it"));
  const entry = index.versions.get("1.0.0");
  if (entry === undefined) throw new Error("The packument lists it");
  // as: what inspections look at
  return { packument: { index, upstream: { id: "default" } } as unknown as HeldPackument, entry };
}

function open(parts: Partial<InspectionsParts> & Pick<InspectionsParts, "inspector">): {
  readonly inspections: Inspections;
  readonly memory: InspectionMemory;
} {
  const memory = new InspectionMemory(clock);
  const inspections = new Inspections({
    memory,
    kept: { get: async () => undefined, set: async () => undefined },
    revision: async () => await Promise.resolve("r"),
    now: () => clock.now(),
    work: { computedMs: () => 0, computingThreads: () => 1 },
    logger: { log: () => undefined },
    ...parts,
  });
  return { inspections, memory };
}

/** An inspector whose answer a test gives when it wants to. */
function createSlowInspector(): { readonly inspector: InspectionsParts["inspector"]; answer(): void } {
  let answer = (): void => undefined;
  const answered = new Promise<Inspection>((resolve) => {
    answer = () => resolve(allowed);
  });
  return {
    inspector: {
      inspect: () => answered,
      glance: async () => new Map([["1.0.0", []]]),
      close: async () => undefined,
    },
    answer: () => answer(),
  };
}

describe("Inspections.inspect", () => {
  test("waits beyond the budget while others have the processors", async () => {
    const { inspector, answer } = createSlowInspector();
    let looks = 0;
    const { inspections, memory } = open({
      inspector,
      work: {
        // Nothing is computed however often it is asked: the machine is somebody else's.
        computedMs: () => {
          looks += 1;
          if (looks === 12) answer();
          return 0;
        },
        computingThreads: () => 1,
      },
    });
    const { packument, entry } = hold();

    await inspections.inspect(packument, [entry], 1, Number.POSITIVE_INFINITY);

    expect(memory.of("it")?.recall(entry)).toMatchObject({ state: "present", value: { verdict: "allow" } });
  });

  test("calls a version unknown after the budget when the time was its own, until its inspection is done", async () => {
    const { inspector, answer } = createSlowInspector();
    const { inspections, memory } = open({
      inspector,
      work: { computedMs: () => 0, computingThreads: () => 0 },
    });
    const { packument, entry } = hold();

    await inspections.inspect(packument, [entry], 1, Number.POSITIVE_INFINITY);
    const early = memory.of("it")?.recall(entry);
    answer();
    await inspections.inspect(packument, [entry], 60_000);

    expect(early).toMatchObject({ state: "unavailable" });
    expect(memory.of("it")?.recall(entry)).toMatchObject({ state: "present" });
  });

  test("calls a version unknown at the end of patience, whoever had the processors", async () => {
    const { inspector } = createSlowInspector();
    const { inspections, memory } = open({ inspector });
    const { packument, entry } = hold();

    await inspections.inspect(packument, [entry], 60_000, 0);

    expect(memory.of("it")?.recall(entry)).toMatchObject({ state: "unavailable" });
  });
});

describe("Inspections.glance", () => {
  test("leaves a version that nothing stands out about to its tarball", async () => {
    const { inspections } = open({ inspector: createSlowInspector().inspector });
    const { packument, entry } = hold();

    expect(inspections.isPlain(packument, entry)).toBe(false);
    expect(await inspections.glance(packument, [entry])).toEqual([]);
    expect(inspections.isPlain(packument, entry)).toBe(true);
    expect(inspections.isPlain(packument, { ...entry, shasum: "b".repeat(40) })).toBe(false);
  });

  test.each<[string, InspectionsParts["inspector"]["glance"]]>([
    ["stands out", async () => new Map([["1.0.0", ["another script at install: postinstall"]]])],
    ["is not told of", async () => new Map()],
    ["could not be looked at", () => Promise.reject(new Error("no packument"))],
  ])("has a version inspected first that %s", async (_, glance) => {
    const { inspections } = open({ inspector: { ...createSlowInspector().inspector, glance } });
    const { packument, entry } = hold();

    expect(await inspections.glance(packument, [entry])).toEqual([entry]);
    expect(inspections.isPlain(packument, entry)).toBe(false);
  });
});
