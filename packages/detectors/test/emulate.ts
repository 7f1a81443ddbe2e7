import { behaviours, createDetonator } from "@lockkeeper/detonate";
import type { Detonator } from "@lockkeeper/detonate";

import type { Subject } from "../src/index.ts";
import { entriesOf, subjectOf } from "./sample.ts";
import type { Sample } from "./sample.ts";

/** The ids of detectors that speak of what was seen in the emulator. */
export const emulatedIds: ReadonlySet<string> = new Set(behaviours.map(({ id }) => id));

/** One emulator for all samples, in this thread. */
export function openTestDetonator(): Detonator {
  return createDetonator({ threads: 0 });
}

/** A sample as an inspection has it that has run what it would run by itself. */
export async function emulatedSubjectOf(sample: Sample, detonator: Detonator): Promise<Subject> {
  const { findings } = await detonator.detonate(
    { entries: entriesOf(sample) },
    { triggers: ["install", "import", "bin"], isCoverageWanted: false },
  );
  const value = { emulator: "test", triggers: [], findings, durationMs: 0 };
  return { ...subjectOf(sample), emulated: { state: "present", value } };
}
