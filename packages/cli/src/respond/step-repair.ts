import { createHash } from "node:crypto";
import { basename, join } from "node:path";

import { createTargetSet } from "@lockkeeper/exposure";
import type { TargetSet } from "@lockkeeper/exposure";
import { clientOf, listRequests } from "@lockkeeper/scan";
import type { GroupEnd, RepairRequest, RepairState } from "@lockkeeper/scan";

import type { RepairFlags } from "../repair/fix-input.ts";
import { openRepair, projectsOf, withoutPrivate } from "../repair/fix-session.ts";
import type { OpenedRepair } from "../repair/fix-session.ts";
import { createPlanner } from "../repair/make-plan.ts";
import { openProject } from "../repair/open-project.ts";
import { undoRepair } from "../repair/repair-journal.ts";
import { repairProject } from "../repair/repair-session.ts";
import type { JobEnd } from "../repair/repair-session.ts";
import type { FoundProject } from "../scan/find-projects.ts";
import { doOnce } from "./step-context.ts";
import type { StepContext, StepEnd } from "./step-context.ts";

const step = "repair";

/** Takes the versions out of every lockfile below the folders; each project's changes are left as patches, too. */
export async function repair(context: StepContext): Promise<StepEnd> {
  const { opened, environment, subject } = context;
  if (opened.folders.length === 0) {
    return {
      outcome: "nothing-to-do",
      text: "No folder was named: repair lockfiles where they lie, with `scan --fix --only malware`.",
    };
  }
  const repairing = await openRepair(flagsOf(context), environment);
  const targets = createTargetSet(subject.targets);
  const counts = { repaired: 0, left: 0 };
  try {
    for await (const found of projectsOf(opened.folders, environment)) {
      await repairOne(context, found, { repairing, targets });
    }
  } finally {
    await repairing.close();
  }
  const keys = new Set(
    context.desk
      .state()
      .steps.get(step)
      ?.actions.map(({ key }) => key),
  );
  for (const key of keys) {
    if (key.startsWith("repaired:")) counts.repaired += 1;
    if (key.startsWith("left:")) counts.left += 1;
  }
  if (counts.repaired + counts.left === 0)
    return { outcome: "nothing-to-do", text: "No lockfile below the folders has the versions." };
  const left =
    counts.left === 0
      ? ""
      : ` ${String(counts.left)} could not be repaired by a machine; the journal says why.`;
  return {
    outcome: counts.left === 0 ? "done" : "failed",
    text: `${String(counts.repaired)} projects were repaired; commit what changed, the patches are in patches/.${left}`,
  };
}

interface RepairScene {
  readonly repairing: OpenedRepair;
  readonly targets: TargetSet;
}

async function repairOne(
  context: StepContext,
  found: FoundProject,
  { repairing, targets }: RepairScene,
): Promise<void> {
  const { folder } = found;
  const noted = (word: string): boolean => context.desk.has(step, `${word}:${folder}`);
  if (noted("repaired")) return;
  // What an earlier run of this response was about to do is put back first; nobody else's repair is touched.
  if (noted("began") && !noted("left")) await undoRepair(context.dataFolder, folder);
  const opened = await openProject(found, repairing.parts);
  const requests = requestsFor(opened.state, targets);
  if (requests.length === 0) return;
  await doOnce(context, { step, key: `began:${folder}` }, async () => ({
    text: `Begins to repair ${folder}.`,
  }));
  const { knowledge } = opened;
  const source = withoutPrivate(repairing.source, opened);
  const planner = createPlanner({ knowledge, source, tell: repairing.tell });
  const flags = flagsOf(context, patchFolder(context, folder));
  const job = {
    folder,
    opened,
    requests,
    left: [],
    planner,
    flags,
    environment: context.environment,
    tell: repairing.tell,
  };
  const { ends, unrepaired } = await drain(repairProject(job));
  await noteEnd(context, { folder, ends, why: unrepaired.map((each) => each.why) });
}

async function drain<Item, End>(steps: AsyncGenerator<Item, End>): Promise<End> {
  for (;;) {
    const next = await steps.next();
    if (next.done === true) return next.value;
  }
}

async function noteEnd(
  context: StepContext,
  {
    folder,
    ends,
    why,
  }: { readonly folder: string; readonly ends: JobEnd["ends"]; readonly why: readonly string[] },
): Promise<void> {
  const made = ends.filter(({ outcome }) => outcome === "applied");
  const refused = ends.filter(({ outcome }) => outcome !== "applied");
  const reasons = [...why, ...refused.map(reasonOf)];
  if (reasons.length > 0 || made.length === 0) {
    const what = reasons.length === 0 ? "nothing could be changed" : reasons.join("; ");
    await doOnce(context, { step, key: `left:${folder}` }, async () => ({
      text: `${folder} is left to people: ${what}.`,
    }));
    if (made.length === 0) return;
  }
  const titles = made.map(({ group }) => group.title).join("; ");
  await doOnce(context, { step, key: `repaired:${folder}` }, async () => ({ text: `${folder}: ${titles}.` }));
}

function reasonOf({ group, detail }: GroupEnd): string {
  return `${group.title} was taken back${detail === undefined ? "" : `: ${detail}`}`;
}

/** What a scan says of the versions, and what it does not know of but somebody named. */
function requestsFor({ project, findings }: RepairState, targets: TargetSet): readonly RepairRequest[] {
  const meant = findings.filter(
    ({ name, version }) =>
      name !== undefined && version !== undefined && targets.ofVersion(name, version).length > 0,
  );
  const requests = new Map<string, RepairRequest>();
  for (const request of listRequests(meant, undefined).requests) {
    const { wish } = request;
    if (wish.kind === "move" && wish.goal === "away")
      requests.set(JSON.stringify([wish.file, wish.name, wish.from]), request);
  }
  for (const { file, graph } of project.graphs) {
    if (graph.source !== clientOf(graph.source)) continue;
    for (const { name, version, kind } of graph.packages) {
      const key = JSON.stringify([file, name, version]);
      if (kind !== "registry" || requests.has(key) || targets.ofVersion(name, version).length === 0) continue;
      requests.set(key, {
        kind: "malware",
        wish: { kind: "move", file, name, from: version, goal: "away" },
        findings: [],
      });
    }
  }
  return [...requests.values()];
}

function flagsOf({ input }: StepContext, patchDir?: string): RepairFlags {
  return {
    data: input.data,
    policy: input.policy,
    upstream: input.upstream,
    isOffline: input.isOffline,
    isDryRun: false,
    isYes: true,
    verify: undefined,
    verifyMs: 600_000,
    isInstalled: false,
    patchDir,
    body: undefined,
    isBranch: false,
  };
}

function patchFolder({ desk }: StepContext, folder: string): string {
  const key = createHash("sha256").update(folder).digest("hex").slice(0, 8);
  return join(
    desk.root,
    "patches",
    `${basename(folder)
      .replace(/[^A-Za-z0-9._-]/g, "_")
      .slice(0, 60)}-${key}`,
  );
}
