import type {
  GroupEnd,
  RepairGroup,
  RepairKind,
  RepairRisk,
  ScanFinding,
  ScanSeverity,
  Unrepaired,
} from "@lockkeeper/scan";

/** How repairs are made, whatever asked for them. */
export interface RepairFlags {
  readonly data: string | undefined;
  readonly policy: string | undefined;
  readonly upstream: string | undefined;
  /** Whether no registry is asked. */
  readonly isOffline: boolean;
  /** Whether the bytes of what would come in are looked into. */
  readonly hasDrift: boolean;
  /** Whether versions that an inspection holds are taken as well. */
  readonly takesHeld: boolean;
  /** Whether the plan is shown and nothing is written. */
  readonly isDryRun: boolean;
  /** Whether nobody is asked before the first change. */
  readonly isYes: boolean;
  /** The project's own command that has to succeed after each group; a line for the system's shell. */
  readonly verify: string | undefined;
  /** How long it may take. Milliseconds. */
  readonly verifyMs: number;
  /** Whether the client installs before the command is run. */
  readonly isInstalled: boolean;
  /** A folder for a patch of each group. */
  readonly patchDir: string | undefined;
  /** A file for the body of a pull request. */
  readonly body: string | undefined;
  /** Whether each group becomes a branch, and the working tree stays as it is. */
  readonly isBranch: boolean;
}

/** One call of `scan --fix`. */
export interface FixInput extends RepairFlags {
  readonly targets: readonly string[];
  readonly failOn: ScanSeverity;
  /** The kinds of findings that are repaired; all when left out. */
  readonly only: ReadonlySet<RepairKind> | undefined;
  /** Whether ages, evidence and hashes of everything that is locked are asked for. */
  readonly isOnline: boolean;
  /** Whether files of pages that their hosts change at will are taken into the project. */
  readonly isVendoring: boolean;
  /** Whether the last repair is taken back instead. */
  readonly isUndone: boolean;
}

/** One call of `update`. */
export interface UpdateInput extends RepairFlags {
  /** Packages to update; all direct dependencies when empty. */
  readonly names: readonly string[];
  readonly folder: string;
  /** Up to which risk changes are made. */
  readonly maxRisk: RepairRisk;
  /** Whether versions outside the declared ranges are taken too. */
  readonly isBeyondRanges: boolean;
}

/** What a call yields. */
export type RepairItem =
  | {
      readonly kind: "plan";
      readonly target: string;
      readonly groups: readonly RepairGroup[];
      readonly unrepaired: readonly Unrepaired[];
      readonly isDryRun: boolean;
    }
  | {
      readonly kind: "end";
      readonly target: string;
      readonly end: GroupEnd;
      readonly branch: string | undefined;
      readonly patch: string | undefined;
    }
  | {
      readonly kind: "result";
      readonly target: string;
      readonly remaining: readonly ScanFinding[];
      readonly isFailing: boolean;
      readonly isUnfinished: boolean;
      readonly note: string | undefined;
    }
  | { readonly kind: "undone"; readonly target: string; readonly files: readonly string[] };
