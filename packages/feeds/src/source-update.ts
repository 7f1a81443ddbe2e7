import type { Clock, Logger } from "@lockkeeper/core";
import type { Contents, KeptRecord } from "./contents.ts";
import type { FeedFetch } from "./feed-fetch.ts";
import type { FeedSource } from "./feed-source.ts";
import type { SourceState } from "./feeds-state.ts";

/** How far the update of one source is. */
export interface UpdateProgress {
  readonly source: string;
  readonly phase: "download" | "read" | "records" | "index";
  /** Bytes of a download, else records. */
  readonly done: number;
  readonly total: number | undefined;
}

/** What the update of one source works with. */
export interface SourceContext<Source extends FeedSource = FeedSource> {
  readonly source: Source;
  readonly before: SourceState;
  /** What is kept so far; read when it is asked for first. */
  readonly recordsBefore: () => Promise<ReadonlyMap<string, KeptRecord>>;
  /** Where a download may be put; without an ending. */
  readonly downloadPath: string;
  /** Whether everything is to be fetched anew. */
  readonly isFull: boolean;
  readonly fetch: FeedFetch;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onProgress: (progress: Omit<UpdateProgress, "source">) => void;
}

/** What a source remembers beyond its records. */
export type SourceMemory = Partial<
  Pick<SourceState, "validators" | "listValidators" | "position" | "pending" | "checksum" | "fullAt">
>;

/** What asking a source brought. */
export type SourceUpdate =
  | { readonly kind: "unchanged"; readonly memory: SourceMemory }
  | {
      readonly kind: "contents";
      readonly how: "everything" | "changes";
      readonly contents: Contents;
      readonly memory: SourceMemory;
    };
