import type {
  ChannelName,
  ExposedPlace,
  ExposureGrade,
  SecretGap,
  SecretInReach,
} from "@lockkeeper/exposure";

/**
 * Whether a piece of evidence tells of something that is still there: something a machine can end, something that people
 * have to end (a branch, an image, a host), or nothing but the past.
 */
export type Standing = "machine" | "people" | "past";

/** One piece of evidence as it is kept. Texts are foreign. */
export interface SnapshotEvidence {
  readonly channel: ChannelName;
  readonly kind: string;
  readonly ref: string;
  /** Milliseconds since the epoch. */
  readonly at: number | undefined;
  readonly basis: string | undefined;
  readonly detail: string;
  readonly standing: Standing;
}

/** What a place has to do with one version. */
export interface SnapshotRow {
  readonly where: ExposedPlace;
  readonly what: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly grade: ExposureGrade;
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly evidence: readonly SnapshotEvidence[];
  readonly contradictions: readonly string[];
  readonly unreadable: readonly string[];
}

/** What a channel showed, and what it cannot. */
export interface SnapshotChannel {
  readonly channel: string;
  readonly shows: string;
  readonly cannotShow: string;
  readonly observations: number;
  readonly unreadable: number;
}

/** Everything that was known of an exposure at one time, as it is kept in the evidence. */
export interface IncidentSnapshot {
  readonly schema: 1;
  readonly at: number;
  readonly title: string;
  readonly folders: readonly string[];
  readonly rows: readonly SnapshotRow[];
  readonly channels: readonly SnapshotChannel[];
  /** Channels that were not asked. */
  readonly skipped: readonly string[];
  readonly secrets: readonly SecretInReach[];
  readonly gaps: readonly SecretGap[];
}
