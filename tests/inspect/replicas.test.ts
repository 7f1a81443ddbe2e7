import { createSampleRegistry, inertSamples } from "@lockkeeper/drill/replicas";
import type { Sample, SampleRegistry } from "@lockkeeper/drill/replicas";
import { createExtractor, createInspector, popularNames } from "@lockkeeper/inspect";
import type { Inspection, RegistrySource } from "@lockkeeper/inspect";
import { describe, expect, test } from "vitest";

/** What is not reached yet, and why; `npm run eval replicas` names these every time. */
const notYet = new Map([["postmark-mcp-2025", "a constant address more in a call is no finding"]]);

/** Bundles of ten megabytes take as long as all other samples together; the evaluation has them. */
const large = new Set(["shai-hulud-2-2025", "sap-cap-2026"]);

const extract = createExtractor();

function sourceOf(registry: SampleRegistry): RegistrySource {
  return {
    fetchPackument: async (name) => registry.packument(name),
    fetchTarball: async (name, url) => {
      const file = new URL(url).pathname.split("/").at(-1) ?? "";
      const bytes = registry.tarball(
        name,
        file.slice(name.slice(name.indexOf("/") + 1).length + 1, -".tgz".length),
      );
      if (bytes === undefined) throw new Error(`No tarball at ${url}`);
      return bytes;
    },
    fetchAttestations: async () => undefined,
  };
}

async function inspectSample(sample: Sample): Promise<readonly Inspection[]> {
  const at = Date.parse(sample.now);
  const registry = createSampleRegistry(sample.createReleases(), sample.now);
  const isRelease = sample.seenAs === "release";
  const inspector = createInspector({
    registry: isRelease ? sourceOf(registry) : undefined,
    extract,
    clock: { now: () => at },
    popularNames,
    version: "0.0.0",
  });
  const inspections: Inspection[] = [];
  for (const { name, version } of sample.judged) {
    const spec = `${name}@${version}`;
    const bytes = registry.tarball(name, version) ?? Buffer.alloc(0);
    const target = isRelease
      ? ({ kind: "spec", spec } as const)
      : ({ kind: "bytes", bytes, label: spec } as const);
    inspections.push(await inspector.inspect(target, { at, budgetMs: 300_000 }));
  }
  return inspections;
}

function told(inspection: Inspection): string {
  const findings = inspection.findings.filter(({ strength }) => strength !== "context");
  return `${inspection.spec} ${inspection.verdict}: ${findings.map(({ id, strength }) => `${id} ${strength}`).join(", ")}`;
}

const attacks = inertSamples.filter(({ id, kind }) => kind === "attack" && !notYet.has(id) && !large.has(id));
const honest = inertSamples.filter(({ id, kind }) => kind === "honest" && !notYet.has(id));

describe("inspect, of inert samples", () => {
  test.each(attacks.map((sample) => [sample.id, sample] as const))(
    "holds or blocks %s",
    async (_, sample) => {
      const inspections = await inspectSample(sample);

      expect(
        inspections.filter(({ verdict }) => verdict !== "hold" && verdict !== "block").map(told),
      ).toEqual([]);
    },
    120_000,
  );

  test.each(honest.map((sample) => [sample.id, sample] as const))(
    "allows %s",
    async (_, sample) => {
      const inspections = await inspectSample(sample);

      expect(inspections.filter(({ verdict }) => verdict !== "allow").map(told)).toEqual([]);
    },
    120_000,
  );
});
