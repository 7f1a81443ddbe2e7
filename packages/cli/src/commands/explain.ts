import type { ExplainRecord } from "@lockkeeper/server";

import type { CommandModule } from "../command.ts";
import type { Environment } from "../environment.ts";
import type { ExitCode } from "../exit-code.ts";
import { showForeign } from "../foreign-text.ts";
import { readOrganisationPolicy, readRepositoryPolicy } from "../policy-file.ts";
import type { LoadedPolicy } from "../policy-file.ts";
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
  await reportIgnored(input, repository, environment);
  yield* engine.explain({ ...settings, repositoryPolicy: repository.text }, input.specs);
}

/** What the repository would loosen is ignored wherever the decision is made; here is where a person reads so. */
async function reportIgnored(
  input: ExplainInput,
  repository: LoadedPolicy,
  environment: Environment,
): Promise<void> {
  const { mergePolicies } = await import("@lockkeeper/policy");
  const { policy: organisation } = await readOrganisationPolicy(input, environment);
  for (const what of mergePolicies(organisation, repository.policy).ignored) {
    await environment.stderr.write(
      `warn CLI_LOOSENING_IGNORED: ${showForeign(repository.source)}: ${showForeign(what)} (a repository may only tighten)\n`,
    );
  }
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
