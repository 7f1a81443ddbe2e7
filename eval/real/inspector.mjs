// The product's inspector, as the evaluations use it: no feeds, no catalogue, no memory of earlier runs.
import {
  createFactsPool,
  createInspector,
  createPackageDetonator,
  popularNames,
} from "../../packages/inspect/dist/index.js";

/** Ten times what the product allows: whether a machine is busy says nothing of quality, and benchmarks measure time. */
export const patienceMs = 600_000;

/** Opens an inspector over a registry source; `threads` is how many read packages at once, `facts` what is kept of earlier readings and runs. */
export async function openEvaluationInspector({ source, threads, facts, isDetonated = true }) {
  const pool = createFactsPool({ threads, deadlineMs: patienceMs });
  return createInspector({
    registry: source,
    cache: facts,
    extract: pool.extract,
    detonator: isDetonated ? createPackageDetonator({ threads: 1, packageMaxMs: patienceMs }) : undefined,
    clock: { now: () => Date.now() },
    popularNames,
    version: "evaluation",
    close: () => pool.close(),
  });
}
