import type { Moment } from "./campaign-moment.ts";

/**
 * Advisories that stand for the versions of a mass campaign, which are too many to list: those with one of the ids, and those
 * about malware that were published within the window in one of the names or scopes, or by one of the reporters on a whole
 * package. Look them up with `findAdvisories`.
 */
export interface CampaignRecords {
  readonly ids: readonly string[];
  readonly names: readonly string[];
  /** With their `@`. */
  readonly scopes: readonly string[];
  /** As databases name them, such as `amazon-inspector`. */
  readonly reporters: readonly string[];
  readonly reportedFrom: Moment;
  readonly reportedUntil: Moment;
}

/** The references of a campaign as its file writes them. */
export interface CampaignRecordsDocument {
  readonly ids?: readonly string[] | undefined;
  readonly names?: readonly string[] | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly reporters?: readonly string[] | undefined;
  readonly reportedFrom: string;
  readonly reportedUntil: string;
}
