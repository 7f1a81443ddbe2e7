import { join } from "node:path";

import { createDetonator } from "@lockkeeper/detonate/detonator";

import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { DetonationReport } from "../detonation/detonation-report.ts";
import { toDetonationLine } from "../detonation/detonation-report.ts";
import type { DetonateInput } from "../detonation/detonate-session.ts";
import type { Environment } from "../environment.ts";
import type { ExitCode } from "../exit-code.ts";
import { showForeign } from "../foreign-text.ts";
import { renderDetonation } from "../views/detonation.ts";

/** Creates `detonate`: what a package's code tries when it is run in an emulator. */
export function createDetonateCommand({
  isTrace,
}: DetonateInput): CommandModule<DetonateInput, DetonationReport> {
  return {
    run: detonate,
    views: {
      person: (report, context) =>
        `${context.isFirst ? "" : "\n"}${renderDetonation(report, context, { isTrace })}${renderMissing(report)}`,
      json: toDetonationLine,
    },
    exitCode: exitCodeOf,
  };
}

/** The emulator's start goes on while all else is loaded and read. */
async function* detonate(input: DetonateInput, environment: Environment): AsyncIterable<DetonationReport> {
  const detonator = createDetonator({
    threads: environment.processors > 0 ? 1 : 0,
    cacheFolder: join(dataFolderOf(input.data, environment), "emulator"),
    thread: environment.emulatorThread,
  });
  detonator.prepare();
  try {
    const { detonateAll } = await import("../detonation/detonate-session.ts");
    yield* detonateAll(input, environment, detonator);
  } finally {
    await detonator.close();
  }
}

function renderMissing({ missing }: DetonationReport): string {
  return missing.map((line) => `  Not fetched, and pretended: ${showForeign(line)}\n`).join("");
}

function exitCodeOf({ detonation }: DetonationReport): ExitCode {
  if (detonation === undefined) return 3;
  const isGrave = detonation.findings.some(
    ({ strength }) => strength === "strong" || strength === "decisive",
  );
  if (isGrave) return 1;
  const runs = detonation.triggers.flatMap(({ worlds }) => worlds);
  return runs.some(({ ended }) => ended === "limit") ? 3 : 0;
}
