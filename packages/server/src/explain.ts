import { parsePackageSpec, renderInstant, toErrorRecord } from "@lockkeeper/core";
import type { PackageSpec } from "@lockkeeper/core";
import type { ExplainRecord, FirewallServices } from "@lockkeeper/firewall";
import { explainVersion, underRepositoryPolicy } from "@lockkeeper/firewall";
import { parsePolicy } from "@lockkeeper/policy";
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
  const { repositoryPolicy, token } = settings;
  const running = await runningServer(settings.dataFolder);
  if (running !== undefined) {
    for (const spec of specs) {
      yield await attempt(settings, spec, (asked) =>
        explainByServer({ server: running, token, asked, repositoryPolicy }),
      );
    }
    return;
  }
  const engine = await openEngine(settings);
  try {
    const services = servicesUnder(engine.services, repositoryPolicy);
    for (const spec of specs) yield await attempt(settings, spec, (asked) => explainVersion(services, asked));
  } finally {
    await engine.close();
  }
}

function servicesUnder(services: FirewallServices, repositoryPolicy: string | undefined): FirewallServices {
  if (repositoryPolicy === undefined) return services;
  const repository = parsePolicy(repositoryPolicy, { source: "the repository's policy", tier: "repository" });
  return underRepositoryPolicy(services, repository);
}

async function attempt(
  settings: EngineSettings,
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
      decidedAt: renderInstant(settings.clock.now()),
      approvers: [],
      command: null,
      error: toErrorRecord(error),
    };
  }
}
