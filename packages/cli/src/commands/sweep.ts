import { toSweepRecord } from "@lockkeeper/sweep";

import type { CommandModule } from "../command.ts";
import { surroundingsOf } from "../sweep/process-surroundings.ts";
import { exitCodeOfSweep } from "../sweep/sweep-exit-code.ts";
import type { SweepCommandInput, SweepItem } from "../sweep/sweep-input.ts";
import { runSweep } from "../sweep/sweep-session.ts";
import { createSweepView } from "../views/sweep.ts";

/** Creates `sweep`: what campaigns left on this machine, and what gives an attack away without being known. */
export function createSweepCommand({
  isWatching,
}: SweepCommandInput): CommandModule<SweepCommandInput, SweepItem> {
  return {
    isService: isWatching,
    run: (input, environment) => runSweep(input, surroundingsOf(input, environment)),
    views: { person: createSweepView(isWatching), json: toSweepLine },
    exitCode: exitCodeOfSweep,
  };
}

function toSweepLine(item: SweepItem): object {
  return item.kind === "line" ? toSweepRecord(item.line) : item;
}
