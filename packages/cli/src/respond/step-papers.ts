import { renderJsonDocument } from "@lockkeeper/core";
import { planRotation } from "@lockkeeper/exposure";
import {
  draftNotices,
  isolations,
  renderCsafDraft,
  renderOpenVexDraft,
  renderOsvDraft,
  renderReportMarkdown,
} from "@lockkeeper/respond";
import type { IncidentReport, StepId } from "@lockkeeper/respond";

import { count } from "../table.ts";
import { doOnce } from "./step-context.ts";
import type { StepContext, StepEnd } from "./step-context.ts";

/** Lists what people isolate, as the journal's record that it was said. */
export async function isolate(context: StepContext): Promise<StepEnd> {
  const sentences = isolations(context.snapshot);
  if (sentences.length === 0)
    return { outcome: "nothing-to-do", text: "No place is known to have taken it." };
  for (const sentence of sentences) {
    await doOnce(context, { step: "isolate", key: sentence }, async () => ({ text: sentence }));
  }
  return { outcome: "done", text: `${count(sentences.length, "place")} to isolate. That is for people.` };
}

/** Writes the list of what to replace. */
export async function rotate(context: StepContext): Promise<StepEnd> {
  const { secrets, gaps } = context.snapshot;
  const groups = planRotation(secrets);
  await write(context, "rotate", "report/secrets.json", renderJsonDocument({ schema: 1, groups, gaps }));
  const items = groups.reduce((sum, each) => sum + each.items.length, 0);
  const more =
    gaps.length === 0
      ? ""
      : ` ${String(gaps.length)} places could not be looked into: more may have been in reach.`;
  return {
    outcome: "done",
    text: `${String(items)} secrets are listed, by what to replace first. Replacing them is for people.${more}`,
  };
}

/** Writes drafts of notices and advisories; nothing is sent. */
export async function notify(context: StepContext, report: IncidentReport): Promise<StepEnd> {
  const { desk, subject, snapshot, environment } = context;
  for (const { id, document } of draftNotices(report)) {
    await write(context, "notify", `report/notices/${id}.md`, renderReportMarkdown(document));
  }
  const input = { caseId: desk.id, subject, snapshot, at: report.at, toolVersion: environment.version };
  await write(context, "notify", `report/advisories/${desk.id}.osv.json`, renderOsvDraft(input));
  await write(context, "notify", `report/advisories/${desk.id}.csaf.json`, renderCsafDraft(input));
  const vex = renderOpenVexDraft(input);
  if (vex !== undefined) await write(context, "notify", `report/advisories/${desk.id}.openvex.json`, vex);
  return { outcome: "done", text: "Drafts are in report/notices and report/advisories. Nothing was sent." };
}

async function write(context: StepContext, step: StepId, path: string, content: string): Promise<void> {
  await doOnce(context, { step, key: `file:${path}` }, async () => ({
    text: `Wrote ${path}.`,
    file: await context.desk.write(path, content),
  }));
}
