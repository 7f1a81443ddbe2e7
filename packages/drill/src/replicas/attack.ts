import type { Release } from "../campaign.ts";
import type { PackageLine } from "./publishing-ways.ts";
import { releasesOf } from "./publishing-ways.ts";
import type { JudgedVersion, Sample, SampleTrigger } from "./sample.ts";

/** A documented attack as its author writes it down. */
export interface AttackNotes {
  readonly id: string;
  readonly title: string;
  readonly group: "takeover" | "insider" | "new-name" | "sabotage";
  readonly trigger: SampleTrigger;
  readonly judged: readonly JudgedVersion[];
  readonly now: string;
  /** The packages concerned, made only when they are asked for: some carry megabytes. */
  readonly createLines: () => readonly PackageLine[];
}

/** Declares the replica of a documented attack. */
export function defineAttack({ createLines, ...notes }: AttackNotes): Sample {
  return {
    ...notes,
    kind: "attack",
    seenAs: "release",
    createReleases: (): readonly Release[] => createLines().flatMap(releasesOf),
  };
}
