import type { Exception, PolicyRow, PresetName } from "@lockkeeper/policy";

import { decideAxiosNight, renderCooldown, renderOutcome } from "../axios-night.ts";
import type { NightOutcome } from "../axios-night.ts";
import type { CommandModule, ViewContext } from "../command.ts";
import type { Environment } from "../environment.ts";
import { showForeign } from "../foreign-text.ts";
import { readOrganisationPolicy, readRepositoryPolicy } from "../policy-file.ts";
import { count, renderTable } from "../table.ts";

interface PolicyShowInput {
  readonly policy: string | undefined;
  readonly data: string | undefined;
}

/** The policy in force with where it comes from. */
export interface ShownPolicy {
  readonly revision: string;
  readonly preset: PresetName | undefined;
  readonly sources: readonly string[];
  readonly rows: readonly PolicyRow[];
  /** What the repository's policy would loosen, which it may not. */
  readonly ignored: readonly string[];
  readonly exceptions: readonly Exception[];
  readonly expired: readonly Exception[];
  readonly axiosNight: readonly NightOutcome[];
}

/** `policy show`: the policy in force. */
export const policyShowCommand: CommandModule<PolicyShowInput, ShownPolicy> = {
  run: showPolicy,
  views: { person: renderPolicy, json: policyLine },
};

async function* showPolicy(input: PolicyShowInput, environment: Environment): AsyncIterable<ShownPolicy> {
  const { describePolicy, exceptionStatus, mergePolicies, policyRevision } =
    await import("@lockkeeper/policy");
  const organisation = await readOrganisationPolicy(input, environment);
  const repository = await readRepositoryPolicy(environment);
  const { policy, ignored } =
    repository === undefined
      ? { policy: organisation.policy, ignored: [] }
      : mergePolicies(organisation.policy, repository.policy);
  const now = environment.clock.now();
  yield {
    revision: policyRevision(policy),
    preset: policy.preset,
    sources: [organisation.source, ...(repository === undefined ? [] : [repository.source])],
    rows: describePolicy(policy, { now }),
    ignored,
    exceptions: policy.exceptions.filter((exception) => exceptionStatus(exception, now) === "in-force"),
    expired: policy.exceptions.filter((exception) => exceptionStatus(exception, now) === "expired"),
    axiosNight: await decideAxiosNight(),
  };
}

function renderPolicy(shown: ShownPolicy, { style }: ViewContext): string {
  const head = [
    `Policy revision ${style.bold(shown.revision)}, preset ${shown.preset ?? "none"}\n`,
    ...shown.sources.map((source) => `  from ${showForeign(source)}\n`),
  ];
  const rows = shown.rows.map(({ clause, setting, value, from }) =>
    [clause, setting, value, from].map((cell) => showForeign(cell)),
  );
  const exceptions =
    shown.exceptions.length + shown.expired.length === 0
      ? []
      : [
          `\n${count(shown.exceptions.length, "exception")} in force, ${shown.expired.length} expired: npx --no lockkeeper exception list\n`,
        ];
  const ignored = shown.ignored.map(
    (what) => `${style.yellow("ignored")} ${showForeign(what)} (a repository may only tighten)\n`,
  );
  return [
    ...head,
    "\n",
    renderTable([["CLAUSE", "SETTING", "VALUE", "FROM"], ...rows]),
    ...exceptions,
    ...(ignored.length === 0 ? [] : ["\n", ...ignored]),
    "\nOn the Axios night (2026-03-31 00:40 UTC, 1.14.1 was 19 min old, no feed knew of it):\n",
    renderTable(
      shown.axiosNight.map((outcome) => [
        "",
        outcome.preset,
        renderCooldown(outcome),
        renderOutcome(outcome),
      ]),
    ),
  ].join("");
}

function policyLine(shown: ShownPolicy): object {
  const { revision, preset, sources, rows, ignored, exceptions, expired, axiosNight } = shown;
  return {
    policyRevision: revision,
    preset: preset ?? null,
    sources,
    settings: rows,
    ignored,
    exceptions: { inForce: exceptions, expired },
    axiosNight: axiosNight.map((outcome) => ({ ...outcome, served: outcome.served ?? null })),
  };
}
