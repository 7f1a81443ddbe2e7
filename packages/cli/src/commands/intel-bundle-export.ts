import { resolve } from "node:path";

import type { BundleReport } from "@lockkeeper/feeds";

import { bundleLine, renderBundle } from "../bundle-report.ts";
import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { bundleKeyFile } from "./intel-bundle-keygen.ts";

interface BundleExportInput {
  readonly data: string | undefined;
  readonly file: string;
  readonly key: string | undefined;
  /** Only these; all of them when it is empty. */
  readonly sources: readonly string[];
}

/** `intel bundle export`: what is known, as one signed file. */
export const intelBundleExportCommand: CommandModule<BundleExportInput, BundleReport> = {
  run: writeBundle,
  views: { person: (report) => renderBundle("Wrote", report), json: bundleLine },
};

async function* writeBundle(
  { data, file, key, sources }: BundleExportInput,
  environment: Environment,
): AsyncIterable<BundleReport> {
  const { exportBundle, readSigningKey } = await import("@lockkeeper/feeds");
  const { openDataFolder } = await import("@lockkeeper/store");
  const folder = await openDataFolder(dataFolderOf(data, environment));
  yield await exportBundle({
    folder: folder.intelFolder,
    file: resolve(environment.cwd, file),
    key: await readSigningKey(bundleKeyFile({ data, file: key }, environment)),
    ...(sources.length === 0 ? {} : { only: sources }),
    program: environment.version,
    clock: environment.clock,
  });
}
