import { basename, resolve } from "node:path";

import { renderDuration } from "@lockkeeper/core";
import type { BuildReport } from "@lockkeeper/intel";

import type { CommandModule, ViewContext } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { createFeedProgress } from "../feed-progress.ts";
import { showForeign } from "../foreign-text.ts";
import { createQuietLogger } from "../settings.ts";
import { count, renderPairs } from "../table.ts";

interface IntelImportInput {
  readonly sources: readonly string[];
  readonly data: string | undefined;
}

/** `intel import`: builds the index of advisories. */
export const intelImportCommand: CommandModule<IntelImportInput, BuildReport> = {
  run: importIntelligence,
  views: { person: renderReport, json: toLine },
};

async function* importIntelligence(
  input: IntelImportInput,
  environment: Environment,
): AsyncIterable<BuildReport> {
  const { importRecords } = await import("@lockkeeper/feeds");
  const { openDataFolder } = await import("@lockkeeper/store");
  const folder = await openDataFolder(dataFolderOf(input.data, environment));
  const progress = createFeedProgress(environment);
  const { clock, cwd } = environment;
  try {
    yield await importRecords(
      {
        folder: folder.intelFolder,
        paths: input.sources.map((path) => ({ name: basename(path), path: resolve(cwd, path) })),
      },
      { clock, logger: createQuietLogger(environment), onProgress: (step) => progress.show(step) },
    );
  } finally {
    await progress.end();
  }
}

const maxRefused = 10;

function renderReport(report: BuildReport, { style }: ViewContext): string {
  const refused = report.refused.slice(0, maxRefused).map(({ where, id, why }) => {
    const what = id === undefined ? where : `${id} in ${where}`;
    return `${style.yellow("refused")} ${showForeign(what)}: ${showForeign(why)}\n`;
  });
  const more = report.refusedCount - refused.length;
  return [
    `Imported. The index has ${count(report.recordCount, "record")} on ${count(report.nameCount, "package")}, built in ${renderDuration(report.durationMs)} (${(report.bytes / 1_000_000).toFixed(1)} MB).\n`,
    renderPairs(
      report.sources.map(({ name, records, withdrawn, ignored, refused: bad }) => [
        showForeign(name, 60),
        `${records} taken, ${withdrawn} withdrawn, ${ignored} of other ecosystems, ${bad} refused`,
      ]),
    ),
    ...refused,
    ...(more > 0 ? [`and ${more} more refused\n`] : []),
    "A running server follows within seconds.\n",
  ].join("");
}

function toLine({ builtAt, ...report }: BuildReport): object {
  return { builtAt: new Date(builtAt).toISOString(), ...report };
}
