import type { PlannedStep, Recheck, ResponsePlan, StepId, StepOutcome } from "@lockkeeper/respond";

/** One call of `respond`. */
export interface RespondInput {
  /** A campaign, an advisory or versions, then folders. */
  readonly words: readonly string[];
  readonly isYes: boolean;
  readonly isDryRun: boolean;
  readonly isResumed: boolean;
  /** Whether an unfinished response is left as it is and another one begun. */
  readonly isRestarted: boolean;
  /** Whether the freeze and the denied versions of earlier responses are lifted instead. */
  readonly isLifted: boolean;
  /** A folder that the reports are copied to. */
  readonly report: string | undefined;
  /** How old a version must be while the freeze lasts; milliseconds, `undefined` for no freeze. */
  readonly freezeMs: number | undefined;
  /** Whether copies in clients' caches and installed folders are moved, or listed alone. */
  readonly movesCopies: boolean;
  readonly isOffline: boolean;
  readonly data: string | undefined;
  readonly policy: string | undefined;
  readonly upstream: string | undefined;
}

/** What a call yields. */
export type RespondItem =
  | {
      readonly kind: "plan";
      readonly caseId: string | undefined;
      readonly title: string;
      readonly plan: ResponsePlan;
      /** What was found, in one sentence. */
      readonly verdict: string;
      readonly isDryRun: boolean;
      readonly isResumed: boolean;
    }
  | { readonly kind: "step"; readonly step: PlannedStep; readonly at: number }
  | {
      readonly kind: "step-end";
      readonly step: StepId;
      readonly outcome: StepOutcome;
      readonly text: string;
      readonly actions: readonly string[];
      /** Whether an earlier run of the same response did it. */
      readonly isEarlier: boolean;
    }
  | {
      readonly kind: "result";
      readonly caseId: string;
      readonly folder: string;
      readonly recheck: Recheck | undefined;
      readonly isUnfinished: boolean;
      /** What people look at first. */
      readonly files: readonly string[];
    }
  | { readonly kind: "lifted"; readonly incidents: readonly string[] };
