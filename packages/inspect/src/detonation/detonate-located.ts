import type { Evidence } from "@lockkeeper/core";
import { toErrorRecord } from "@lockkeeper/core";
import type { EmulatedRun } from "@lockkeeper/detectors";
import type { TriggerKind } from "@lockkeeper/detonate";

import type { LocatedVersion } from "../located-version.ts";
import type { Question } from "../question.ts";
import { loadTriggers, runsAtInstall } from "./choose-triggers.ts";
import type { KnownBefore } from "./choose-triggers.ts";
import type { EmulatedRuns } from "./emulated-runs.ts";

type Emulated = Evidence<EmulatedRun>;

/** What running a version needs; without `runs` nothing is run. */
export interface DetonationTools {
  readonly runs: EmulatedRuns | undefined;
  readonly question: Question;
}

/** Runs what an installation of the version runs; absent where it runs nothing. Never throws. */
export async function detonateInstall(located: LocatedVersion, tools: DetonationTools): Promise<Emulated> {
  if (!runsAtInstall(located.reading.facts)) return { state: "absent" };
  return await detonate(located, ["install"], tools);
}

/** Runs what loading the version runs, and its commands, where that is worth it; absent where it is not. Never throws. */
export async function detonateLoad(
  located: LocatedVersion,
  known: KnownBefore,
  tools: DetonationTools,
): Promise<Emulated> {
  const kinds = loadTriggers(known);
  return kinds.length === 0 ? { state: "absent" } : await detonate(located, kinds, tools);
}

/** One answer of two. What could not be run is told, whatever the other says. */
export function joinEmulated(install: Emulated, load: Emulated): Emulated {
  if (install.state !== "present") return install.state === "absent" ? load : withFailure(load, install);
  if (load.state !== "present") return load.state === "absent" ? install : withFailure(install, load);
  const [first, second] = [install.value, load.value];
  return {
    state: "present",
    value: {
      emulator: first.emulator,
      triggers: [...first.triggers, ...second.triggers],
      findings: [...first.findings, ...second.findings],
      durationMs: first.durationMs + second.durationMs,
    },
  };
}

function withFailure(one: Emulated, failed: Extract<Emulated, { readonly state: "unavailable" }>): Emulated {
  if (one.state !== "present") return failed;
  const { value } = one;
  return { state: "present", value: { ...value, problems: [...(value.problems ?? []), failed.reason] } };
}

async function detonate(
  { reading: { integrity }, readBytes }: LocatedVersion,
  kinds: readonly TriggerKind[],
  { runs, question }: DetonationTools,
): Promise<Emulated> {
  if (!question.isDetonated) return { state: "unavailable", reason: "it was not to be run" };
  if (runs === undefined) return { state: "unavailable", reason: "there is no emulator at hand" };
  try {
    const value = await question.deadline.bound(runs.run({ integrity, kinds, readBytes }));
    return { state: "present", value };
  } catch (error) {
    // Security: reading has judged it already; that nothing was run is told, and makes no verdict milder.
    return { state: "unavailable", reason: toErrorRecord(error).message };
  }
}
