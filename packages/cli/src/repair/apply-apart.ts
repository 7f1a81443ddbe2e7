import { withChanges } from "@lockkeeper/scan";
import type {
  GroupEnd,
  RepairGroup,
  RepairRequest,
  RepairState,
  TextChange,
  Unrepaired,
} from "@lockkeeper/scan";

import { interrupted, refuseEdited } from "./apply-repairs.ts";
import type { AppliedRepairs, ApplyParts } from "./apply-repairs.ts";
import { writeProjectText } from "./project-texts.ts";

/**
 * Makes each group of changes by itself, from the project as it was, and takes it back before the next one: for branches
 * that can be merged in any order. One that cannot be made alone holds what it builds on as well. While a group is
 * yielded its files are as it has them. Throws `CLI_BAD_FILE`, `CLI_INTERRUPTED`.
 */
export async function* applyApart(
  start: RepairState,
  requests: readonly RepairRequest[],
  parts: ApplyParts,
): AsyncGenerator<GroupEnd, AppliedRepairs> {
  let state = start;
  let pending = requests;
  let unrepaired: readonly Unrepaired[] = [];
  const made: RepairGroup[] = [];
  const failed = new Set<string>();
  const touched: TextChange[] = [];
  await parts.checks.begin(start);
  for (let isMore = true; isMore;) {
    isMore = false;
    const { plan } = await parts.planner.plan(state, pending);
    unrepaired = plan.unrepaired;
    for (const group of plan.groups) {
      pending = pending.filter(({ wish }) => wish !== group.wish);
      isMore = failed.has(group.title);
      if (isMore) break;
      const trial = await trialOf(group, { start, state, requests, made, parts });
      touched.push(...trial.group.changes);
      const end = yield* tryApart(start, trial, parts);
      if (parts.checks.isStopped) throw interrupted();
      isMore = end.outcome !== "applied";
      if (isMore) {
        failed.add(group.title);
        break;
      }
      state = withChanges(state, group.changes, parts.knowledge);
      made.push(group);
    }
  }
  if (touched.length > 0) await parts.checks.restore(start, touched);
  return { state, unrepaired };
}

/** A group as it stands from the start, and the groups that it holds besides. */
interface Trial {
  readonly group: RepairGroup;
  readonly buildsOn: readonly string[];
}

interface TrialContext {
  readonly start: RepairState;
  /** With everything that was made before. */
  readonly state: RepairState;
  readonly requests: readonly RepairRequest[];
  readonly made: readonly RepairGroup[];
  readonly parts: ApplyParts;
}

async function trialOf(
  group: RepairGroup,
  { start, state, requests, made, parts }: TrialContext,
): Promise<Trial> {
  const needed = groupsBelow(group, made);
  if (needed.length === 0) return { group, buildsOn: [] };
  const request = requests.find(({ wish }) => wish === group.wish);
  const { plan } = await parts.planner.plan(start, request === undefined ? [] : [request]);
  const [alone, ...others] = plan.groups;
  if (alone !== undefined && others.length === 0 && alone.title === group.title)
    return { group: { ...group, changes: alone.changes }, buildsOn: [] };
  const files = new Set([...needed, group].flatMap(({ changes }) => changes.map(({ file }) => file)));
  const { texts } = withChanges(state, group.changes, parts.knowledge);
  const changes = [...files].map((file): TextChange => ({
    file,
    before: start.texts.get(file),
    after: texts.get(file),
  }));
  return { group: { ...group, changes }, buildsOn: needed.map(({ id }) => id) };
}

/** The groups that change a file which this one changes, or one of theirs. */
function groupsBelow(group: RepairGroup, made: readonly RepairGroup[]): readonly RepairGroup[] {
  const files = new Set(group.changes.map(({ file }) => file));
  const below = new Set<RepairGroup>();
  for (const each of made.toReversed()) {
    if (!each.changes.some(({ file }) => files.has(file))) continue;
    below.add(each);
    for (const { file } of each.changes) files.add(file);
  }
  return made.filter((each) => below.has(each));
}

async function* tryApart(
  start: RepairState,
  { group, buildsOn }: Trial,
  { folder, knowledge, checks, journal, tell }: ApplyParts,
): AsyncGenerator<GroupEnd, GroupEnd> {
  const { changes } = group;
  await refuseEdited(folder, changes);
  await journal.begin(changes);
  try {
    for (const { file, after } of changes) await writeProjectText(folder, file, after);
    tell(`checking ${group.title}`);
    const result = await checks.check(withChanges(start, changes, knowledge), changes);
    const isWell = result.kind === "well";
    const end: GroupEnd = {
      group,
      outcome: isWell ? "applied" : "rolled-back",
      detail: isWell ? result.note : result.why,
      buildsOn,
    };
    yield end;
    return end;
  } finally {
    for (const { file, before } of changes) await writeProjectText(folder, file, before);
    await journal.forget(changes);
    await journal.finish();
  }
}
