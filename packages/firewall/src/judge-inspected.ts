import { isWithheld } from "@lockkeeper/core";
import type { PackumentVersion } from "@lockkeeper/registry";

import type { FirewallServices } from "./exchange.ts";
import { endOfPatience } from "./inspections.ts";
import type { Judgement, VersionJudgement } from "./judge.ts";
import type { HeldPackument } from "./packument-source.ts";

/** What is withheld makes room for the next, which may be young too; more rounds than this nobody waits for. */
const maxRounds = 6;

/**
 * The judgement on a packument after what stands out of what clients would take from it, or one version alone, was inspected
 * as the policy asks. At once when nothing awaits an inspection, else within the policy's time.
 */
export function judgeInspected(
  services: FirewallServices,
  packument: HeldPackument,
  version?: string,
): Judgement | Promise<Judgement> {
  const judgement = services.judge.judge(packument);
  const awaiting = awaitingOf(services, { packument, judgement, version });
  return awaiting.length === 0 ? judgement : inspectFirst(services, { packument, version }, awaiting);
}

/** The decision on one listed version after it was inspected as the policy asks; at once when it awaits no inspection. */
export function judgeVersionInspected(
  services: FirewallServices,
  packument: HeldPackument,
  entry: PackumentVersion,
): VersionJudgement | Promise<VersionJudgement> {
  const { inspections, judge } = services;
  const judgement = judge.judgeVersion(packument, entry);
  if (inspections === undefined || isWithheld(judgement.decision)) return judgement;
  if (!judge.isAwaiting(packument, entry, judgement)) return judgement;
  return inspections
    .inspect(packument, [entry], judgement.inspect.budgetMs)
    .then(() => judge.judgeVersion(packument, entry));
}

/** Has what was served inspected afterwards, where the policy asks for no more. */
export function inspectLater(
  { inspections, judge }: FirewallServices,
  { packument, judgement }: { readonly packument: HeldPackument; readonly judgement: VersionJudgement },
  entry: PackumentVersion,
): void {
  if (inspections === undefined) return;
  inspections.noteRequest();
  if (judge.isDueLater(packument, entry, judgement)) inspections.later(packument, entry);
}

interface Wanted {
  readonly packument: HeldPackument;
  readonly version: string | undefined;
}

async function inspectFirst(
  services: FirewallServices,
  wanted: Wanted,
  first: readonly PackumentVersion[],
): Promise<Judgement> {
  const { packument } = wanted;
  let awaiting = first;
  let judgement = services.judge.judge(packument);
  const { budgetMs } = judgement.inspect;
  const end = endOfPatience(budgetMs);
  for (let round = 0; round < maxRounds && awaiting.length > 0; round += 1) {
    const isOfAll = wanted.version === undefined;
    const due = isOfAll ? await services.inspections?.glance(packument, awaiting) : awaiting;
    await services.inspections?.inspect(packument, due ?? [], budgetMs, end);
    judgement = services.judge.judge(packument);
    awaiting = awaitingOf(services, { ...wanted, judgement });
  }
  return judgement;
}

function awaitingOf(
  { inspections, judge }: FirewallServices,
  { packument, judgement, version }: Wanted & { readonly judgement: Judgement },
): readonly PackumentVersion[] {
  if (inspections === undefined) return [];
  if (version === undefined)
    return judgement.awaiting.filter((entry) => !inspections.isPlain(packument, entry));
  const decision = judgement.decisions.get(version);
  const entry = packument.index.versions.get(version);
  if (decision === undefined || isWithheld(decision)) return [];
  return entry !== undefined && judge.isAwaiting(packument, entry, judgement) ? [entry] : [];
}
