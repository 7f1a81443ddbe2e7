import type { ArchiveEntry } from "@lockkeeper/archive";
import type { Finding } from "@lockkeeper/core";

import type { ObservationKind, WorldRun } from "./observation.ts";
import type { World } from "./world.ts";
import type { DependencyPackage } from "./worlds/dependency-files.ts";

/**
 * What makes code of a package run: scripts of an install, loading an entry, calling what an entry exports once it is loaded,
 * a command of its own. What is called is given values that nobody else would give it: what it then does is a hint, no proof.
 */
export type TriggerKind = "install" | "import" | "call" | "bin";

/** One way in which code of a package begins to run. */
export interface DetonationTrigger {
  readonly kind: TriggerKind;
  /** The scripts in their order (`postinstall`), the entry's file, or the command's name. */
  readonly name: string;
  /** The command lines that an install runs, or the file that is loaded, relative to the package. */
  readonly starts: readonly string[];
  /** Whether only pages load it, and no program of Node. */
  readonly isForPages?: boolean;
}

/** A package on its way to the emulator: its files, or the tarball, which is then read where it is run. */
export type DetonationInput =
  | { readonly entries: readonly ArchiveEntry[] }
  | { readonly tarball: Uint8Array };

/** What is tried, and where. */
export interface DetonateOptions {
  /** The triggers that are pulled; those of an install where nothing is said. */
  readonly triggers?: readonly TriggerKind[];
  /** The worlds of every run. Where they are missing, a first run says which ones are worth trying. */
  readonly worlds?: readonly World[];
  /** When the triggers are pulled, milliseconds since 1970; the same moment for everybody where it is missing. */
  readonly startsAt?: number;
  /** Whether each run is followed by one that counts statements; it is, where nothing is said. Without, there is no coverage. */
  readonly isCoverageWanted?: boolean;
  /**
   * The tarballs of packages that it depends on, which are then there as an install would put them; what is not among them is
   * stood for. At most 200 are used.
   */
  readonly dependencies?: readonly DependencyPackage[];
  /** Entries and commands that are tried at most. */
  readonly entryMaxCount?: number;
  /**
   * Real milliseconds after which no further run is begun; what is left out by it is told. What is under way goes on to its own
   * bounds. Without one, what is done does not depend on the machine that it is done on.
   */
  readonly budgetMs?: number;
}

/** Something that was tried in some worlds and not in others. */
export interface WorldDifference {
  readonly kind: ObservationKind;
  readonly api: string;
  /** The line of the first world that tried it. */
  readonly detail: string;
  readonly worlds: readonly string[];
  readonly missing: readonly string[];
}

/** What one trigger did in each world. */
export interface TriggerDetonation {
  readonly trigger: DetonationTrigger;
  readonly worlds: readonly WorldRun[];
  readonly differences: readonly WorldDifference[];
  /** The part of the reachable statements of its own that ran in at least one of the worlds, 0 to 1; nothing where nothing of its own ran. */
  readonly coverage: number | undefined;
  /** Worlds for which there was no time; missing where there was time for all. */
  readonly untried?: readonly string[];
}

/** What a package tried in the emulator. The same bytes and options give the same, whatever machine it is done on. */
export interface Detonation {
  readonly triggers: readonly TriggerDetonation[];
  /** What the runs amount to, the weightiest kinds first; foreign texts, as in every finding. */
  readonly findings: readonly Finding[];
}
