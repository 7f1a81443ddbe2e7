import type { ObservationKind, ObservedTime } from "../../observation.ts";

/** What a cache shows of one version. Texts are foreign. */
export interface CacheFind {
  readonly kind: Extract<ObservationKind, "fetched" | "accepts" | "executed" | "present">;
  readonly name: string;
  readonly version: string | undefined;
  readonly since: ObservedTime | undefined;
  /** Below the cache's folder, with forward slashes. */
  readonly ref: string;
  readonly detail: string;
}

/** A date of a file or folder, in milliseconds. */
export function fileDate(at: number): ObservedTime {
  return { at, basis: "file-date", toleranceMs: 0 };
}

/** What a cache is read with. */
export interface CacheQuery {
  /** Absolute. */
  readonly folder: string;
  readonly onRefused: (path: string, code: string) => void;
}
