import type { Photograph } from "./photograph.ts";

/** The functions of the guest that the host calls. */
export type GuestEntry = (typeof entryNames)[number];

export const entryNames = ["begin", "main", "drain", "turn", "leave", "names", "ran"] as const;

/** A machine with the world's code loaded, as another one with the same parts can become. */
export interface MachineModel {
  /** What was in its memory. */
  readonly photograph: Photograph;
  /** Where the bridge is in it. */
  readonly bridge: number;
  /** Where the guest's functions are in it. */
  readonly entries: ReadonlyMap<GuestEntry, number>;
}
