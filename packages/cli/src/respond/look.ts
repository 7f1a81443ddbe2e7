import { takeSnapshot } from "@lockkeeper/respond";
import type { IncidentSnapshot } from "@lockkeeper/respond";

import type { Environment } from "../environment.ts";
import { askExposure } from "../exposure/exposure-session.ts";
import type { ExposureSummary } from "../exposure/exposure-input.ts";
import { CliError } from "../errors.ts";
import type { OpenedSubject } from "./open-subject.ts";

/** Asks exposure, which also says what secrets were in reach. */
export async function look(
  { question, folders }: OpenedSubject,
  environment: Environment,
): Promise<IncidentSnapshot> {
  const { answer, skipped, reach } = await ask(question, environment);
  const why = { "no-folder": "no folder was named", "not-chosen": "not chosen" } as const;
  return takeSnapshot({
    answer,
    secrets: reach,
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
