// The product's inspector, as the evaluations use it: no feeds, no catalogue, no memory of earlier runs.
import { createExtractor, createInspector } from "../../packages/inspect/dist/index.js";
import * as inspect from "../../packages/inspect/dist/index.js";

/** Opens an inspector over a registry source; `threads` is how many read packages at once. */
export async function openEvaluationInspector({ source, threads }) {
  const pool = inspect.createFactsPool?.({ threads });
  return createInspector({
    registry: source,
    extract: pool === undefined ? createExtractor() : (bytes) => pool.extract(bytes),
    clock: { now: () => Date.now() },
    popularNames: inspect.popularNames ?? [],
    version: "evaluation",
    close: async () => await pool?.close(),
  });
}
