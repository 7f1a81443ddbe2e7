import { parsePackageSpec, toErrorRecord } from "@lockkeeper/core";
import type { PackageSpec } from "@lockkeeper/core";
import type { ExplainRecord } from "@lockkeeper/firewall";
import { explainVersion } from "@lockkeeper/firewall";
import { openEngine } from "./open-engine.ts";
import { explainByServer } from "./remote-explain.ts";
import { runningServer } from "./run-file.ts";
import type { EngineSettings } from "./settings.ts";

/**
 * Explains decisions, in the order of the specs. A server that runs on the data folder is asked, since it alone may
 * write there; otherwise this process decides by itself. A spec that cannot be read yields a record with its error.
 */
export async function* explain(
  settings: EngineSettings,
  specs: readonly string[],
): AsyncIterable<ExplainRecord> {
  const running = await runningServer(settings.dataFolder);
  if (running !== undefined) {
    for (const spec of specs) yield await attempt(spec, (asked) => explainByServer(running.url, asked));
    return;
  }
  const engine = await openEngine(settings);
  try {
    for (const spec of specs) yield await attempt(spec, (asked) => explainVersion(engine.services, asked));
  } finally {
    await engine.close();
  }
}

async function attempt(
  spec: string,
  explainOne: (asked: PackageSpec) => Promise<ExplainRecord>,
): Promise<ExplainRecord> {
  try {
    const record = await explainOne(parsePackageSpec(spec));
    return { ...record, spec };
  } catch (error) {
    return {
      schema: 1,
      spec,
      name: spec,
      version: null,
      decision: "unknown",
      effect: "hold",
      clause: "unknown",
      policyRevision: "",
      reasons: [],
      facts: {},
      newestAcceptable: null,
      maturesAt: null,
      approvers: [],
      command: null,
      error: toErrorRecord(error),
    };
  }
}
