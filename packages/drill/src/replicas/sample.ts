import type { Release } from "../campaign.ts";

/** What makes the telling code of a sample run. */
export type SampleTrigger = "install" | "import" | "call" | "browser" | "bin" | "tool" | "none";

/**
 * `attack` replays a documented one with its registry metadata, `malware` stands for a class of new packages, `honest` is
 * a look-alike that does for good reasons what those do for bad ones.
 */
export type SampleKind = "attack" | "malware" | "honest";

/** One version that is to be judged. */
export interface JudgedVersion {
  readonly name: string;
  readonly version: string;
}

/** A package with an inert payload, or an honest look-alike with the same guard. */
export interface Sample {
  /** Kebab-case; attacks end in the year. */
  readonly id: string;
  /** One line: what it stands for. */
  readonly title: string;
  readonly kind: SampleKind;
  /** The class it belongs to in tables, such as `takeover` or `beacon`. */
  readonly group: string;
  readonly trigger: SampleTrigger;
  /** Whether its packument is known, or it must be judged from its bytes alone. */
  readonly seenAs: "release" | "bytes";
  readonly judged: readonly JudgedVersion[];
  /** When the question is asked: ISO 8601, minutes after the last armed release. */
  readonly now: string;
  /** Everything that the registry of the sample ever saw, oldest first within each package. */
  createReleases(): readonly Release[];
}
