import { basename, resolve } from "node:path";

import { parseDuration, renderDuration, tryParseInstant, unreachable } from "@lockkeeper/core";
import type { Exception, PolicyDocument, PresetName } from "@lockkeeper/policy";
import type { ReplayRow } from "@lockkeeper/server";

import type { CommandModule, ViewContext } from "../command.ts";
import type { Environment } from "../environment.ts";
import { showForeign } from "../foreign-text.ts";
import { readPolicyFile, repositoryPolicyName } from "../policy-file.ts";
import { readEngineSettings } from "../settings.ts";
import { count, renderRow } from "../table.ts";
import { renderMoment } from "../views/moment.ts";

interface PolicyCheckInput {
  readonly file: string;
  readonly replay: string | undefined;
  readonly data: string | undefined;
  readonly policy: string | undefined;
  readonly upstream: string | undefined;
}

type CheckItem =
  | {
      readonly kind: "valid";
      readonly file: string;
      readonly tier: PolicyDocument["tier"];
      readonly preset: PresetName | undefined;
      readonly revision: string;
      readonly expired: readonly Exception[];
    }
  | { readonly kind: "change"; readonly row: ReplayRow; readonly isFirstChange: boolean }
  | {
      readonly kind: "summary";
      readonly sinceMs: number;
      readonly changes: number;
      readonly requests: number;
    };

/** `policy check`: validates a policy and, if asked, replays the ledger under it. */
export const policyCheckCommand: CommandModule<PolicyCheckInput, CheckItem> = {
  run: checkPolicy,
  views: { person: renderItem, json: toLine },
};

async function* checkPolicy(input: PolicyCheckInput, environment: Environment): AsyncIterable<CheckItem> {
  const { exceptionStatus, policyRevision } = await import("@lockkeeper/policy");
  const replayMs = input.replay === undefined ? undefined : parseDuration(input.replay);
  const file = resolve(environment.cwd, input.file);
  const tier = basename(file) === repositoryPolicyName ? "repository" : "organisation";
  const { policy } = await readPolicyFile(file, tier);
  const now = environment.clock.now();
  yield {
    kind: "valid",
    file,
    tier,
    preset: policy.preset,
    revision: policyRevision(policy),
    expired: policy.exceptions.filter((exception) => exceptionStatus(exception, now) === "expired"),
  };
  if (replayMs !== undefined) yield* replay({ input, policy, sinceMs: replayMs }, environment);
}

async function* replay(
  {
    input,
    policy,
    sinceMs,
  }: { readonly input: PolicyCheckInput; readonly policy: PolicyDocument; readonly sinceMs: number },
  environment: Environment,
): AsyncIterable<CheckItem> {
  const engine = await environment.engine();
  const settings = await readEngineSettings(input, environment);
  const until = environment.clock.now();
  let changes = 0;
  let requests = 0;
  for await (const row of engine.replayPolicy({ settings, policy, since: until - sinceMs, until })) {
    yield { kind: "change", row, isFirstChange: changes === 0 };
    changes += 1;
    requests += row.requests;
  }
  yield { kind: "summary", sinceMs, changes, requests };
}

const widths = [17, 30, 24, 24] as const;

function renderItem(item: CheckItem, { style }: ViewContext): string {
  switch (item.kind) {
    case "valid":
      return [
        `${style.green("valid")} ${showForeign(item.file)}: revision ${item.revision}, preset ${item.preset ?? "none"}, tier ${item.tier}\n`,
        ...item.expired.map(
          (exception) =>
            `${style.yellow("expired")} exception ${showForeign(exception.id)} is out of force since ${showForeign(exception.expires)}\n`,
        ),
      ].join("");
    case "change":
      return `${item.isFirstChange ? `\n${renderRow(["FIRST ASKED", "VERSION", "DECIDED", "WOULD BE", "REQUESTS"], widths)}` : ""}${renderChange(item.row)}`;
    case "summary": {
      const span = `in the last ${renderDuration(item.sinceMs)}`;
      return item.changes === 0
        ? `\nNothing ${span} would have been decided otherwise.\n`
        : `\n${count(item.requests, "request")} for ${count(item.changes, "version")} ${span} would have been decided otherwise.\n`;
    }
    default:
      return unreachable(item);
  }
}

function renderChange(row: ReplayRow): string {
  const cells = [
    renderMoment(tryParseInstant(row.at)),
    showForeign(`${row.package}@${row.version}`),
    `${row.before.decision} (${row.before.clause})`,
    `${row.after.decision} (${row.after.clause})`,
    `${row.requests} by ${row.identities.map((identity) => showForeign(identity, 60)).join(", ")}`,
  ];
  return renderRow(cells, widths);
}

function toLine(item: CheckItem): object {
  switch (item.kind) {
    case "valid": {
      const { file, tier, preset, revision, expired } = item;
      return { kind: "valid", file, tier, preset: preset ?? null, policyRevision: revision, expired };
    }
    case "change":
      return { kind: "change", ...item.row };
    case "summary":
      return item;
    default:
      return unreachable(item);
  }
}
