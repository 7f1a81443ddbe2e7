import type { Observation } from "../../observation.ts";

/** One thing found in one layer. */
export interface TreeFinding {
  /** The layer's path in its archive; empty where there is only one. */
  readonly layer: string;
  readonly path: string;
  readonly kind: Observation["kind"];
  readonly name: string;
  readonly version: string | undefined;
  readonly line: number;
  /** Milliseconds since the epoch: stated by what was found, or the date of its file. */
  readonly at: number | undefined;
  readonly isStated: boolean;
  readonly words: string;
}
