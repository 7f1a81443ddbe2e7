import { withChanges } from "@lockkeeper/scan";
import type {
  GroupEnd,
  RepairGroup,
  RepairRequest,
  RepairState,
  ScanKnowledge,
  TextChange,
  Unrepaired,
} from "@lockkeeper/scan";

import { CliError } from "../errors.ts";
import type { Planner } from "./make-plan.ts";
import type { DiskRepairs } from "./disk/disk-repairs.ts";
import type { ProjectChecks } from "./project-checks.ts";
import { readProjectText, writeProjectText } from "./project-texts.ts";
import type { RepairJournal } from "./repair-journal.ts";

/** What repairs of one project are made with. */
export interface ApplyParts {
  readonly folder: string;
  readonly knowledge: ScanKnowledge;
  readonly planner: Planner;
  readonly checks: ProjectChecks;
  readonly journal: RepairJournal;
  /** Mends what is installed. */
  readonly disk: DiskRepairs;
  readonly tell: (text: string) => void;
}

/** What repairs came to. */
export interface AppliedRepairs {
  readonly state: RepairState;
  readonly unrepaired: readonly Unrepaired[];
}

/**
 * Makes one group of changes after the other. What its client or the project's own command refuses is taken back byte
 * for byte, and the rest is planned anew without it. Throws `CLI_BAD_FILE`, `CLI_INTERRUPTED`.
 */
export async function* applyRepairs(
  start: RepairState,
  requests: readonly RepairRequest[],
  parts: ApplyParts,
): AsyncGenerator<GroupEnd, AppliedRepairs> {
  let state = start;
  let pending = requests;
  let unrepaired: readonly Unrepaired[] = [];
  const failed = new Set<string>();
  await parts.disk.keep(start);
  await parts.checks.begin(start);
  for (let isMore = true; isMore;) {
    isMore = false;
    const { plan } = await parts.planner.plan(state, pending);
    unrepaired = plan.unrepaired;
    for (const group of plan.groups) {
      pending = pending.filter(({ wish }) => wish !== group.wish);
      // Another finding may want the very change that was refused.
      isMore = failed.has(group.title);
      if (isMore) break;
      const end = await applyGroup(state, group, parts);
      yield end;
      if (parts.checks.isStopped) {
        await parts.journal.finish();
        throw interrupted();
      }
      if (end.outcome === "applied") {
        state = withChanges(state, group.changes, parts.knowledge);
        continue;
      }
      failed.add(group.title);
      isMore = true;
      break;
    }
  }
  await parts.journal.finish();
  return { state, unrepaired };
}

async function applyGroup(state: RepairState, group: RepairGroup, parts: ApplyParts): Promise<GroupEnd> {
  const { folder, checks, journal, knowledge, tell } = parts;
  const { changes } = group;
  if (group.disk !== undefined) return await applyToDisk(state, group, parts);
  await refuseEdited(folder, changes);
  await journal.begin(changes);
  let isKept = false;
  try {
    for (const { file, after } of changes) await writeProjectText(folder, file, after);
    tell(`checking ${group.title}`);
    const after = withChanges(state, changes, knowledge);
    const result = await checks.check(after, changes);
    isKept = result.kind === "well";
    const outcome = isKept ? "applied" : "rolled-back";
    return { group, outcome, detail: result.kind === "well" ? result.note : result.why };
  } finally {
    if (!isKept) await takeBack(state, changes, parts);
  }
}

async function applyToDisk(
  state: RepairState,
  group: RepairGroup,
  { disk, checks, tell }: ApplyParts,
): Promise<GroupEnd> {
  const mended = await disk.repair();
  if (mended.kind === "failed") return { group, outcome: "rolled-back", detail: mended.why };
  tell(`checking ${group.title}`);
  let isKept = false;
  try {
    const result = await checks.check(state, []);
    isKept = result.kind === "well";
    if (result.kind === "failed") return { group, outcome: "rolled-back", detail: result.why };
    return { group, outcome: "applied", detail: mended.note };
  } finally {
    if (isKept) await disk.commit();
    else await disk.takeBack();
  }
}

async function takeBack(
  state: RepairState,
  changes: readonly TextChange[],
  { folder, journal, checks }: ApplyParts,
): Promise<void> {
  for (const { file, before } of changes) await writeProjectText(folder, file, before);
  await journal.forget(changes);
  await journal.finish();
  await checks.restore(state, changes);
}

/** Refuses to write over what somebody edited since the plan was made. Throws `CLI_BAD_FILE`. */
export async function refuseEdited(folder: string, changes: readonly TextChange[]): Promise<void> {
  for (const { file, before } of changes) {
    if ((await readProjectText(folder, file)) === before) continue;
    throw new CliError("CLI_BAD_FILE", {
      message: `Cannot repair "${file}" as it was edited meanwhile`,
      hint: "Start again.",
    });
  }
}

/** What is thrown after a signal, once everything under way is put back. */
export function interrupted(): CliError {
  return new CliError("CLI_INTERRUPTED", {
    message: "Cannot finish the repair as it was interrupted: what was under way is put back",
    hint: "What was repaired before stays; `scan --fix --undo` puts that back as well.",
  });
}
