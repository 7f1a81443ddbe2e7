import type { SecretsInReach } from "@lockkeeper/exposure";
import { takeSnapshot } from "@lockkeeper/respond";
import type { IncidentSnapshot } from "@lockkeeper/respond";

import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { askExposure } from "../exposure/exposure-session.ts";
import type { ExposureSummary } from "../exposure/exposure-input.ts";
import { CliError } from "../errors.ts";
import { findReach } from "./find-reach.ts";
import type { OpenedSubject } from "./open-subject.ts";

/** Asks exposure and, when wanted, which secrets were in reach. */
export async function look(
  { question, folders }: OpenedSubject,
  environment: Environment,
  withSecrets: boolean,
): Promise<IncidentSnapshot> {
  const summary = await ask(question, environment);
  const { answer, skipped } = summary;
  const secrets: SecretsInReach = withSecrets
    ? await findReach(answer, folders, environment, dataFolderOf(question.data, environment))
    : { secrets: [], gaps: [] };
  const why = { "no-folder": "no folder was named", "not-chosen": "not chosen" } as const;
  return takeSnapshot({
    answer,
    secrets,
    folders,
    skipped: skipped.map((each) => `${each.channel} (${why[each.why]})`),
  });
}

async function ask(question: OpenedSubject["question"], environment: Environment): Promise<ExposureSummary> {
  for await (const item of askExposure(question, environment)) {
    if (item.kind === "end") return item.summary;
  }
  throw new CliError("CLI_INTERRUPTED", { message: "Cannot go on as the question of exposure had no end" });
}
