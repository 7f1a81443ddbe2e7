import { join, resolve } from "node:path";

import { renderRepairMarkdown } from "@lockkeeper/scan";
import type { GroupEnd, RepairPlan, RepairRequest, RepairState, Unrepaired } from "@lockkeeper/scan";

import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { writeDocument } from "../inspection/output-file.ts";
import { forwardPath } from "../scan/read-project-settings.ts";
import { count } from "../table.ts";
import { applyApart } from "./apply-apart.ts";
import { applyRepairs } from "./apply-repairs.ts";
import { askPerson } from "./ask-person.ts";
import type { Asker } from "./ask-person.ts";
import type { RepairFlags, RepairItem } from "./fix-input.ts";
import { openGitBranches } from "./git-branches.ts";
import type { GitBranches } from "./git-branches.ts";
import type { Planner } from "./make-plan.ts";
import type { OpenedProject } from "./open-project.ts";
import { createDiskRepairs } from "./disk/disk-repairs.ts";
import type { DiskRepairs } from "./disk/disk-repairs.ts";
import { openEvidenceRoom } from "./disk/evidence.ts";
import { createProjectChecks } from "./project-checks.ts";
import type { ProjectChecks } from "./project-checks.ts";
import type { PublishedSource } from "./published-source.ts";
import { writePatch } from "./patch-folder.ts";
import { openRepairJournal } from "./repair-journal.ts";
import type { RepairJournal } from "./repair-journal.ts";

/** One project whose repair was asked for. */
export interface RepairJob {
  readonly folder: string;
  /** Where the project's own command is run; the folder itself where it is left out. */
  readonly home?: string | undefined;
  readonly opened: OpenedProject;
  readonly requests: readonly RepairRequest[];
  /** What no request was made of. */
  readonly left: readonly Unrepaired[];
  readonly planner: Planner;
  /** Where the bytes of what is locked come from; nothing is put into an installed tree without. */
  readonly source?: Pick<PublishedSource, "bytes"> | undefined;
  /** Reads the project anew; the opened one where it is left out. */
  readonly look?: (() => Promise<RepairState>) | undefined;
  readonly flags: RepairFlags;
  readonly environment: Environment;
  /** Asks the person at the terminal, where more than one thing may be asked. */
  readonly asker?: Asker | undefined;
  readonly tell: (text: string) => void;
}

/** How the repair of one project ended. */
export interface JobEnd {
  readonly ends: readonly GroupEnd[];
  readonly unrepaired: readonly Unrepaired[];
}

/** Plans and, when it may, makes the repairs of one project; yields what is to be shown. */
export async function* repairProject(job: RepairJob): AsyncGenerator<RepairItem, JobEnd> {
  const { folder, opened, requests, left, planner, flags, environment } = job;
  const target = forwardPath(environment.cwd, folder);
  const { plan } = await planner.plan(opened.state, requests);
  const unrepaired = stillLeft([...plan.unrepaired, ...left], plan);
  yield { kind: "plan", target, groups: plan.groups, unrepaired, isDryRun: flags.isDryRun };
  if (plan.groups.length === 0) return { ends: [], unrepaired };
  if (flags.isDryRun || !(await mayApply(plan, job))) {
    const ends = plan.groups.map((group): GroupEnd => ({ group, outcome: "planned", detail: undefined }));
    for (const [index, end] of ends.entries()) await writePatch(end, { ...job, index, ends });
    await writeBody(ends, unrepaired, job);
    return { ends, unrepaired };
  }
  return yield* apply(job, target);
}

/** What a planned change repairs besides is left to nobody. */
function stillLeft(unrepaired: readonly Unrepaired[], { groups }: RepairPlan): readonly Unrepaired[] {
  const repaired = new Set(groups.flatMap((group) => group.repaired));
  return unrepaired.filter(
    ({ findings }) => findings.length === 0 || !findings.every((finding) => repaired.has(finding)),
  );
}

async function mayApply(plan: RepairPlan, { flags, environment, asker }: RepairJob): Promise<boolean> {
  if (flags.isYes) return true;
  const question = `Make ${count(plan.groups.length, "change")}?`;
  if (environment.isInputTerminal)
    return await (asker === undefined ? askPerson(question, environment) : asker.confirm(question));
  throw new CliError("CLI_USAGE", {
    message: "Cannot change the project as nobody is there to be asked",
    hint: "Look at the plan with --dry-run, then write --yes.",
  });
}

async function* apply(job: RepairJob, target: string): AsyncGenerator<RepairItem, JobEnd> {
  const { folder, opened, requests, left, planner, flags, environment, tell } = job;
  const branches = flags.isBranch ? await openGitBranches(folder, environment) : undefined;
  const journal = await openRepairJournal(dataFolderOf(flags.data, environment), folder);
  const checks = createProjectChecks(job.home ?? folder, flags, environment);
  const release = environment.lifecycle.onSignal(() => checks.stop());
  const ends: GroupEnd[] = [];
  try {
    const make = flags.isBranch ? applyApart : applyRepairs;
    const steps = make(opened.state, requests, {
      folder,
      knowledge: opened.knowledge,
      planner,
      checks,
      journal,
      disk: openDisk(job, { journal, checks }),
      tell,
    });
    for (let step = await steps.next(); ; step = await steps.next()) {
      if (step.done === true) {
        const unrepaired = [...step.value.unrepaired, ...left];
        await writeBody(ends, unrepaired, job);
        return { ends, unrepaired };
      }
      ends.push(step.value);
      yield await tellEnd(step.value, { job, target, ends, branches });
    }
  } finally {
    release();
  }
}

function openDisk(
  { folder, opened, requests, source, look, flags, environment, tell }: RepairJob,
  { journal, checks }: { readonly journal: RepairJournal; readonly checks: ProjectChecks },
): DiskRepairs {
  const { clock, randomBytes } = environment;
  const room = openEvidenceRoom({
    dataFolder: dataFolderOf(flags.data, environment),
    project: folder,
    now: clock.now(),
    id: randomBytes(4).toString("hex"),
  });
  const mayInstall = flags.isInstalled && !flags.isOffline;
  const isAtRisk =
    requests.some(({ wish }) => wish.kind === "disk") || (flags.verify !== undefined && flags.isInstalled);
  return createDiskRepairs({
    folder,
    room,
    journal,
    keepsFirst: isAtRisk && !flags.isBranch,
    bytesOf: async ({ name, version, integrity = "" }) =>
      strongHash.test(integrity) ? await source?.bytes?.({ name, version, integrity }) : undefined,
    install: mayInstall ? (command) => checks.install(command) : undefined,
    look: look ?? (async () => opened.state),
    tell,
  });
}

const strongHash = /^sha(?:256|384|512)-/;

interface EndContext {
  readonly job: RepairJob;
  readonly target: string;
  /** All so far, with the one that is told last. */
  readonly ends: readonly GroupEnd[];
  readonly branches: GitBranches | undefined;
}

async function tellEnd(end: GroupEnd, { job, target, ends, branches }: EndContext): Promise<RepairItem> {
  const isMade = end.outcome === "applied";
  const { group, buildsOn = [] } = end;
  const patch = isMade ? await writePatch(end, { ...job, index: ends.length - 1, ends }) : undefined;
  const branch = isMade ? await branches?.add(group, buildsOn) : undefined;
  return { kind: "end", target, end, branch, patch };
}

async function writeBody(
  ends: readonly GroupEnd[],
  unrepaired: readonly Unrepaired[],
  { flags, environment }: RepairJob,
): Promise<void> {
  const file =
    flags.body ?? (flags.patchDir === undefined ? undefined : join(flags.patchDir, "pull-request.md"));
  if (file === undefined) return;
  await writeDocument(resolve(environment.cwd, file), renderRepairMarkdown(ends, unrepaired));
}
