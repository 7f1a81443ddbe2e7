import type { ErrorRecord } from "@lockkeeper/core";
import { toErrorRecord } from "@lockkeeper/core";

import { detonatePackage } from "../detonate-package.ts";
import type { Progress } from "../detonate-package.ts";
import type { DetonateOptions, Detonation, DetonationInput } from "../detonation.ts";
import type { Emulator } from "../emulator.ts";
import type { DetonateLimits } from "../limits.ts";

import { createWorkClock, readProcessTimes } from "./work-clock.ts";

/** What a thread is started with. */
export interface ThreadStart {
  readonly limits: DetonateLimits;
  readonly cacheFolder: string | undefined;
}

/** A package on its way to a thread. */
export interface DetonationTask {
  readonly id: number;
  readonly input: DetonationInput;
  readonly options: DetonateOptions;
}

/** What comes back: each run as it begins and ends, then the whole. */
export type DetonationAnswer = { readonly id: number } & (
  | { readonly kind: "progress"; readonly progress: Progress }
  | {
      readonly kind: "done";
      readonly detonation: Detonation;
      /** Whether its memory grew: the thread is better begun anew. */
      readonly isWorn: boolean;
    }
  | { readonly kind: "failed"; readonly error: ErrorRecord }
);

/** Detonates a package and tells of it; what fails becomes an answer too. Never throws. */
export async function runDetonationTask(
  { id, input, options }: DetonationTask,
  emulator: Promise<Emulator>,
  tell: (answer: DetonationAnswer) => void,
): Promise<void> {
  try {
    const running = await emulator;
    const detonation = await detonatePackage(input, options, {
      emulator: running,
      now: createWorkClock(readProcessTimes),
      onProgress: (progress) => tell({ id, kind: "progress", progress }),
    });
    tell({ id, kind: "done", detonation, isWorn: running.giveBack() });
  } catch (error) {
    tell({ id, kind: "failed", error: toErrorRecord(error) });
  }
}
