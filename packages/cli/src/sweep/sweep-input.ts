import type { SweepLine } from "@lockkeeper/sweep";

/** The flags of `sweep`. */
export interface SweepCommandInput {
  /** Folders to walk; without any, where people, package managers and droppers put things. */
  readonly folders: readonly string[];
  readonly campaigns: readonly string[];
  /** The mount point of another machine's disk. */
  readonly root: string | undefined;
  readonly followsNetwork: boolean;
  readonly output: string | undefined;
  readonly isResumed: boolean;
  readonly isWatching: boolean;
  /** Between two looks of a watch; milliseconds. */
  readonly lightMs: number;
  readonly send: string | undefined;
  readonly key: string | undefined;
  readonly data: string | undefined;
}

/** What `sweep` yields. */
export type SweepItem =
  | { readonly kind: "line"; readonly line: SweepLine }
  | { readonly kind: "kept"; readonly file: string; readonly fingerprint: string }
  | { readonly kind: "sent"; readonly url: string; readonly id: string }
  | { readonly kind: "interrupted"; readonly file: string | undefined };
