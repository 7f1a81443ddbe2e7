import type {
  ChannelName,
  ExposureAnswer,
  ExposureGrade,
  ExposureRow,
  GradedPlace,
  SecretInReach,
  SecretsInReach,
} from "@lockkeeper/exposure";

import type { RememberedLockfiles } from "./remember-lockfiles.ts";

/** The flags of `exposure` as they were typed. */
export interface ExposureInput {
  /** Specs and folders. */
  readonly words: readonly string[];
  readonly campaigns: readonly string[];
  readonly advisories: readonly string[];
  readonly since: string | undefined;
  readonly until: string | undefined;
  /** Empty for all. */
  readonly channels: readonly ChannelName[];
  readonly failOn: ExposureGrade;
  readonly data: string | undefined;
  /** Whether places without evidence are shown one by one. */
  readonly showsAll: boolean;
  /** Whether what the folders' lockfiles pin is kept in the inventory. */
  readonly isRemembered: boolean;
}

/** A channel that was not asked, and why. */
export interface SkippedChannel {
  readonly channel: ChannelName;
  readonly why: "no-folder" | "not-chosen";
}

/** Everything that is said beside the places. */
export interface ExposureSummary {
  readonly answer: ExposureAnswer;
  readonly skipped: readonly SkippedChannel[];
  readonly roots: readonly string[];
  readonly durationMs: number;
  readonly showsAll: boolean;
  /** Nothing was there to look into: neither a data folder nor anything that a channel knows in the folders. */
  readonly isBlind: boolean;
  /** What was kept in the inventory; `undefined` where that was not asked for. */
  readonly remembered: RememberedLockfiles | undefined;
  /** What code at the places that were hit could take. */
  readonly reach: SecretsInReach;
}

/** What `exposure` yields: the answer in a line, each place, then what was looked at and what was not. */
export type ExposureItem =
  | { readonly kind: "head"; readonly summary: ExposureSummary }
  | { readonly kind: "place"; readonly place: GradedPlace; readonly isShown: boolean }
  | { readonly kind: "row"; readonly row: ExposureRow; readonly secrets: readonly SecretInReach[] }
  | { readonly kind: "end"; readonly summary: ExposureSummary };
