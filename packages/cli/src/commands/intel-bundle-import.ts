import { resolve } from "node:path";

import type { BundleImport } from "@lockkeeper/feeds";

import { bundleLine, renderBundle } from "../bundle-report.ts";
import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { createFeedProgress } from "../feed-progress.ts";
import { createQuietLogger } from "../settings.ts";
import { count } from "../table.ts";

interface BundleImportInput {
  readonly data: string | undefined;
  readonly file: string;
  /** Files of public keys; one of them must have signed. */
  readonly trusted: readonly string[];
  readonly allowsShrink: boolean;
  readonly allowsOlder: boolean;
}

/** `intel bundle import`: takes what another machine has signed. */
export const intelBundleImportCommand: CommandModule<BundleImportInput, BundleImport> = {
  run: takeBundle,
  views: { person: renderImport, json: toLine },
};

async function* takeBundle(input: BundleImportInput, environment: Environment): AsyncIterable<BundleImport> {
  const { importBundle, readTrustedKey } = await import("@lockkeeper/feeds");
  const { openDataFolder } = await import("@lockkeeper/store");
  const folder = await openDataFolder(dataFolderOf(input.data, environment));
  const progress = createFeedProgress(environment);
  const { clock, cwd } = environment;
  const { allowsShrink, allowsOlder } = input;
  const trusted = await Promise.all(input.trusted.map((file) => readTrustedKey(resolve(cwd, file))));
  try {
    yield await importBundle(
      { folder: folder.intelFolder, file: resolve(cwd, input.file), trusted, allowsShrink, allowsOlder },
      { clock, logger: createQuietLogger(environment), onProgress: (step) => progress.show(step) },
    );
  } finally {
    await progress.end();
  }
}

function renderImport(report: BundleImport): string {
  const { index } = report;
  const after =
    index === undefined
      ? "Everything in it was known.\n"
      : `Index of ${count(index.recordCount, "record")} on ${count(index.nameCount, "package")} built. A running server follows within seconds.\n`;
  return renderBundle("Took", report) + after;
}

function toLine({ index, ...report }: BundleImport): object {
  return {
    ...bundleLine(report),
    index:
      index === undefined
        ? null
        : { recordCount: index.recordCount, nameCount: index.nameCount, bytes: index.bytes },
  };
}
