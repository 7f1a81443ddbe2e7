import type { Detector } from "./detector.ts";
import { installHook } from "./install-hook/index.ts";

/** Every detector, in the order of ids; `catalogue.test.ts` compares it with the folders. */
export const detectors: readonly Detector[] = [installHook];
