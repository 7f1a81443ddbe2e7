import type { PolicyDocument } from "@lockkeeper/policy";
import type { EngineSettings, ExplainRecord } from "@lockkeeper/server";

import type { CommandModule } from "../command.ts";
import type { Engine } from "../engine.ts";
import type { Environment } from "../environment.ts";
import type { ExitCode } from "../exit-code.ts";
import { showForeign } from "../foreign-text.ts";
import { readOrganisationPolicy, readRepositoryPolicy } from "../policy-file.ts";
import type { LoadedPolicy } from "../policy-file.ts";
import { tightenByRepository } from "../repository-tier.ts";
import { readEngineSettings } from "../settings.ts";
import { renderExplanation } from "../views/explanation.ts";

interface ExplainInput {
  readonly specs: readonly string[];
  readonly data: string | undefined;
  readonly upstream: string | undefined;
  readonly policy: string | undefined;
}

/** `explain`: what is decided on versions, and why. */
export const explainCommand: CommandModule<ExplainInput, ExplainRecord> = {
  run: explainSpecs,
  views: {
    person: (record, context) => `${context.isFirst ? "" : "\n"}${renderExplanation(record, context)}`,
    json: (record) => record,
  },
  exitCode: exitCodeFor,
};

async function* explainSpecs(input: ExplainInput, environment: Environment): AsyncIterable<ExplainRecord> {
  const engine = await environment.engine();
  const settings = await readEngineSettings(input, environment);
  await reportUnusedFlags(input, await engine.runningServer(settings.dataFolder), environment);
  const repository = await readRepositoryPolicy(environment);
  if (repository === undefined) {
    yield* engine.explain(settings, input.specs);
    return;
  }
  const { policy: organisation } = await readOrganisationPolicy(input, environment);
  const merged = await merge(organisation, repository, environment);
  for await (const record of engine.explain(settings, input.specs)) {
    yield await tightenByRepository(record, {
      organisation,
      merged,
      settings,
      now: environment.clock.now(),
      explainOne: (spec) => explainOne(engine, settings, spec),
    });
  }
}

async function explainOne(
  engine: Engine,
  settings: EngineSettings,
  spec: string,
): Promise<ExplainRecord | undefined> {
  for await (const record of engine.explain(settings, [spec])) return record;
  return undefined;
}

async function merge(
  organisation: PolicyDocument,
  repository: LoadedPolicy,
  environment: Environment,
): Promise<PolicyDocument> {
  const { mergePolicies } = await import("@lockkeeper/policy");
  const { policy, ignored } = mergePolicies(organisation, repository.policy);
  for (const what of ignored) {
    await environment.stderr.write(
      `warn CLI_LOOSENING_IGNORED: ${showForeign(repository.source)}: ${showForeign(what)} (a repository may only tighten)\n`,
    );
  }
  return policy;
}

async function reportUnusedFlags(
  { policy, upstream }: ExplainInput,
  running: { readonly url: string } | undefined,
  environment: Environment,
): Promise<void> {
  if (running === undefined || (policy === undefined && upstream === undefined)) return;
  await environment.stderr.write(
    `warn CLI_FLAGS_UNUSED: the server at ${running.url} decides, by its own policy and upstream\n`,
  );
}

function exitCodeFor({ decision, effect, error }: ExplainRecord): ExitCode {
  if (error !== undefined || decision === "unknown") return 3;
  return effect === "hold" || effect === "block" ? 1 : 0;
}
