import type { ErrorRecord } from "@lockkeeper/core";
import type { ContentCounts, RefusedItem } from "./contents.ts";

/** What became of one source. */
export interface SourceReport extends ContentCounts {
  readonly source: string;
  readonly from: string;
  /** `refused` is data that was not taken, `failed` is data that could not be had; what was known stays in force. */
  readonly outcome: "updated" | "unchanged" | "refused" | "failed";
  readonly how: "everything" | "changes" | undefined;
  /** Records that could not be read this time. */
  readonly unreadable: number;
  /** The first of them. */
  readonly firstUnreadable: readonly RefusedItem[];
  readonly newestModified: string | undefined;
  readonly durationMs: number;
  readonly error: ErrorRecord | undefined;
}

const refusalCodes: ReadonlySet<string> = new Set([
  "FEEDS_EMPTY",
  "FEEDS_SHRUNKEN",
  "FEEDS_OLDER",
  "FEEDS_CHECKSUM",
  "FEEDS_BAD_ARCHIVE",
]);

/** Whether an error says that data was had and not taken. */
export function isRefusal({ code }: Pick<ErrorRecord, "code">): boolean {
  return refusalCodes.has(code);
}
