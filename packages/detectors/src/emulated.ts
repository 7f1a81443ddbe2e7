import type { Detector } from "./detector.ts";
import { defineDetector } from "./detector.ts";

/**
 * Declares a detector of what the emulator saw: each of its kinds of behaviour is one. How weighty a case is says the emulator,
 * which knows what made the code run.
 */
export function defineEmulated(behaviour: Omit<Detector, "detect">): Detector {
  return defineDetector({
    ...behaviour,
    *detect({ emulated }) {
      if (emulated?.state !== "present") return;
      for (const { id, ...finding } of emulated.value.findings) {
        if (id === behaviour.id) yield finding;
      }
    },
  });
}
