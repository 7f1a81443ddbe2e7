import { scanPackument } from "@lockkeeper/registry";
import { parsePackageName } from "@lockkeeper/core";
import type { VersionFacts } from "@lockkeeper/core";
import { describe, expect, test } from "vitest";

import { InspectionMemory } from "./inspection-memory.ts";

const clock = { now: () => Date.parse("2026-06-10T00:00:00Z") };

function inspected(verdict: "allow" | "hold" | "block"): VersionFacts["inspection"] {
  return { state: "present", value: { verdict, summary: `says ${verdict}`, findings: [] } };
}

describe("note", () => {
  test("note tells a listener of every version that an inspection blocks, and of no other", () => {
    const told: string[] = [];
    const memory = new InspectionMemory(clock, (name, version, summary) => {
      told.push(`${name}@${version}: ${summary}`);
    });
    const dist = { shasum: "a".repeat(40), tarball: "https://registry.example/it/-/it-1.0.0.tgz" };
    const document = { name: "it", versions: { "1.0.0": { name: "it", version: "1.0.0", dist } } };
    const entry = scanPackument(Buffer.from(JSON.stringify(document)), parsePackageName("it")).versions.get(
      "1.0.0",
    );
    if (entry === undefined) throw new Error("The packument lists it");

    for (const verdict of ["allow", "hold", "block"] as const) memory.note("it", entry, inspected(verdict));
    memory.note("it", entry, { state: "unavailable", reason: "later" });

    expect(told).toEqual(["it@1.0.0: says block"]);
  });
});
