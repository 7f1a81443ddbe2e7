import { createHash } from "node:crypto";
import { basename, join } from "node:path";

import { toErrorRecord } from "@lockkeeper/core";
import { createTargetSet } from "@lockkeeper/exposure";
import type { TargetSet } from "@lockkeeper/exposure";
import { clientOf, listRequests } from "@lockkeeper/scan";
import type { GroupEnd, RepairRequest, RepairState } from "@lockkeeper/scan";

import type { RepairFlags } from "../repair/fix-input.ts";
import { openRepair, projectsOf, withoutPrivate } from "../repair/fix-session.ts";
import type { OpenedRepair } from "../repair/fix-session.ts";
import { createPlanner } from "../repair/make-plan.ts";
import { openProject } from "../repair/open-project.ts";
import type { PublishedSource } from "../repair/published-source.ts";
import { undoRepair } from "../repair/repair-journal.ts";
import { repairProject } from "../repair/repair-session.ts";
import type { JobEnd } from "../repair/repair-session.ts";
import type { FoundProject } from "../scan/find-projects.ts";
import { count } from "../table.ts";
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
  try {
    for await (const found of projectsOf(opened.folders, environment)) {
      await repairOne(context, found, { repairing, targets });
    }
  } finally {
    await repairing.close();
  }
  const actions = context.desk.state().steps.get(step)?.actions ?? [];
  const repaired = new Set(actions.flatMap(({ key }) => folderOf(key, "repaired:")));
  const leftOver = new Set(actions.flatMap(({ key }) => folderOf(key, "left:")));
  const left = [...leftOver].filter((folder) => !repaired.has(folder)).length;
  if (repaired.size + left === 0) {
    return { outcome: "nothing-to-do", text: "No lockfile below the folders has the versions." };
  }
  const rest =
    left === 0 ? "" : ` ${count(left, "project")} could not be repaired by a machine; the journal says why.`;
  return {
    outcome: left === 0 ? "done" : "failed",
    text:
      repaired.size === 0
        ? `No project was repaired.${rest}`
        : `${count(repaired.size, "project")} repaired: commit what changed, or apply what is in patches/.${rest}`,
  };
}

/** The folder of an action of a kind. */
function folderOf(key: string, kind: string): readonly string[] {
  return key.startsWith(kind) ? [key.slice(kind.length)] : [];
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
  const source = withoutAttack(withoutPrivate(repairing.source, opened), context);
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
  await noteEnd(context, { folder, ...(await repairSafely(job)) });
}

/** A package that was made for the attack has no version to take, and many registries refuse to speak of it. */
function withoutAttack(source: PublishedSource, { subject }: StepContext): PublishedSource {
  const made = new Set(subject.targets.filter(({ versions }) => versions === "all").map(({ name }) => name));
  return { ...source, read: async (name) => (made.has(name) ? undefined : await source.read(name)) };
}

/** What one project needs and a registry does not give must not keep the others from being repaired. */
async function repairSafely(
  job: Parameters<typeof repairProject>[0],
): Promise<{ readonly ends: JobEnd["ends"]; readonly why: readonly string[] }> {
  try {
    const { ends, unrepaired } = await drain(repairProject(job));
    return { ends, why: unrepaired.map((each) => each.why) };
  } catch (error) {
    const { code, message } = toErrorRecord(error);
    if (!code.startsWith("REGISTRY_") && code !== "CLI_BAD_FILE") throw error;
    return { ends: [], why: [`${message} (${code})`] };
  }
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
  const titles = made.map(({ group }) => group.title).join("; ");
  if (reasons.length > 0 || made.length === 0) {
    const what = reasons.length === 0 ? "nothing could be changed" : reasons.join("; ");
    const some = made.length === 0 ? "" : ` Changed: ${titles}.`;
    await doOnce(context, { step, key: `left:${folder}` }, async () => ({
      text: `${folder} is left to people: ${what}.${some}`,
    }));
    return;
  }
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
    // What is installed is not locked: copies are moved away.
    if (wish.kind === "move" && wish.goal === "away" && !isInstalled(wish.file))
      requests.set(JSON.stringify([wish.file, wish.name, wish.from]), request);
  }
  for (const { file, graph } of project.graphs) {
    if (graph.source !== clientOf(graph.source) || isInstalled(file)) continue;
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

function isInstalled(file: string): boolean {
  return file.split("/").includes("node_modules");
}

function flagsOf({ input }: StepContext, patchDir?: string): RepairFlags {
  return {
    data: input.data,
    policy: input.policy,
    upstream: input.upstream,
    isOffline: input.isOffline,
    // Minutes matter; what was in use before comes back.
    hasDrift: false,
    takesHeld: false,
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
