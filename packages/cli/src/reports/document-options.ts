import type { FindingFilter } from "../inspection/report-words.ts";

/** What a whole document is made with, besides its reports. */
export interface DocumentOptions extends FindingFilter {
  /** Whether versions that nothing is held against appear with their findings. */
  readonly isComplete: boolean;
  /** Milliseconds since the epoch: when the document is made. */
  readonly now: number;
  /** Lockkeeper's own version. */
  readonly version: string;
}
