// Has the product judge samples over the drill's registry, in this process: metadata and tarball only, no feeds.
import { createWorld, usualStart } from "../../packages/detonate/dist/index.js";
import { createDrillWorld } from "../../packages/drill/dist/index.js";
import { createExtractor, createInspector } from "../../packages/inspect/dist/index.js";
import { createFactsMemory } from "./facts-memory.mjs";
import * as inspect from "../../packages/inspect/dist/index.js";
import { patienceMs } from "../real/inspector.mjs";
import { createSampleRegistry } from "../../packages/drill/dist/replicas/index.js";

/** Inert payloads go on in worlds with their guard alone. */
const worlds = ["linux-laptop", "darwin-laptop", "win32-laptop"].map((name) =>
  createDrillWorld(createWorld(name, usualStart)),
);

/** Opens a judge; `threads` is how many packages are read at once, 0 for none but this thread; without detonation they are read alone. */
export function openJudge({ threads, isDetonated = true }) {
  const pool = threads > 0 ? inspect.createFactsPool?.({ threads, deadlineMs: patienceMs }) : undefined;
  const extract = pool === undefined ? createExtractor() : (bytes) => pool.extract(bytes);
  const cache = createFactsMemory();
  const detonator = isDetonated
    ? inspect.createPackageDetonator({ threads: Math.min(threads, 1), worlds, packageMaxMs: patienceMs })
    : undefined;
  return {
    judge: (sample) => judgeSample(sample, { extract, cache, detonator }),
    close: async () => await Promise.all([pool?.close(), detonator?.close()]),
  };
}

/** One row for each version that the sample wants judged. */
async function judgeSample(sample, { extract, cache, detonator }) {
  const at = Date.parse(sample.now);
  const registry = createSampleRegistry(sample.createReleases(), sample.now);
  const inspector = createInspector({
    registry: sample.seenAs === "release" ? sourceOf(registry) : undefined,
    extract,
    detonator,
    cache,
    clock: { now: () => at },
    popularNames: inspect.popularNames ?? [],
    version: "evaluation",
  });
  const rows = [];
  for (const { name, version } of sample.judged) {
    const bytes = registry.tarball(name, version);
    if (bytes === undefined) throw new Error(`The sample ${sample.id} has no ${name}@${version}`);
    const target =
      sample.seenAs === "release"
        ? { kind: "spec", spec: `${name}@${version}` }
        : { kind: "bytes", bytes, label: `${name}@${version}` };
    const inspection = await inspector.inspect(target, { at, budgetMs: 2 * patienceMs });
    rows.push(rowOf(sample, inspection, { spec: `${name}@${version}`, bytes: bytes.length }));
  }
  return rows;
}

function rowOf(sample, inspection, { spec, bytes }) {
  const { verdict, findings, durationMs, error } = inspection;
  return {
    sample: sample.id,
    kind: sample.kind,
    group: sample.group,
    trigger: sample.trigger,
    transform: sample.transform,
    spec,
    verdict,
    findings: findings
      .filter(({ strength }) => strength !== "context")
      .map(({ id, family, strength, message, location }) => ({
        id,
        family,
        strength,
        message,
        file: location?.file,
      })),
    error: error?.message,
    bytes,
    durationMs,
  };
}

function sourceOf(registry) {
  return {
    fetchPackument: async (name) => registry.packument(name),
    fetchTarball: async (name, url) => {
      const file = decodeURIComponent(new URL(url).pathname.split("/").at(-1));
      const version = file.slice(name.slice(name.indexOf("/") + 1).length + 1, -".tgz".length);
      const bytes = registry.tarball(name, version);
      if (bytes === undefined) throw new Error(`No tarball at ${url}`);
      return bytes;
    },
    fetchAttestations: async () => undefined,
  };
}
