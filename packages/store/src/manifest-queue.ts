import type { Logger } from "@lockkeeper/core";
import { toErrorRecord } from "@lockkeeper/core";

import { numberAt } from "./columns.ts";
import type { ManifestPacks, PackedManifest } from "./manifest-packs.ts";
import type { SqlDatabase } from "./sqlite.ts";

/** Manifests of one package that wait to be written. */
interface PackJob {
  readonly name: string;
  readonly packageId: number;
  readonly manifests: readonly PackedManifest[];
  /** Called when they could not be kept; they are offered again at the next observation. */
  readonly onFailed: () => void;
}

/** Writes manifests in the background, one package at a time. */
export interface PackQueue {
  add(job: PackJob): void;
  flush(): Promise<void>;
}

/** The queue holds whole packuments in memory; beyond this a job is put off to the next observation. */
const queueMaxBytes = 256_000_000;

/** Creates a queue. */
export function createPackQueue(database: SqlDatabase, packs: ManifestPacks, logger: Logger): PackQueue {
  const addPack = database.command("INSERT INTO manifest_pack(digest) VALUES (?) ON CONFLICT DO NOTHING");
  const findPack = database.query("SELECT id FROM manifest_pack WHERE digest = ?");
  const assign = database.command(
    `UPDATE sighting SET pack = ? WHERE package = ? AND pack IS NULL
     AND version IN (SELECT value FROM json_each(?))`,
  );
  let queued = 0;
  let last: Promise<void> = Promise.resolve();

  function add(job: PackJob): void {
    const bytes = job.manifests.reduce((sum, { manifest }) => sum + manifest.length, 0);
    if (queued + bytes > queueMaxBytes && queued > 0) {
      job.onFailed();
      return;
    }
    queued += bytes;
    last = run(last, job).finally(() => {
      queued -= bytes;
    });
  }

  async function run(before: Promise<void>, job: PackJob): Promise<void> {
    await before;
    try {
      record(job, await packs.write(job.manifests));
    } catch (error) {
      job.onFailed();
      logger.log("warn", {
        code: "STORE_SNAPSHOT_FAILED",
        message: `The manifests of ${job.name} could not be kept for now`,
        fields: { name: job.name, error: toErrorRecord(error) },
      });
    }
  }

  function record(job: PackJob, digest: string): void {
    database.transaction(() => {
      addPack.run(digest);
      const versions = JSON.stringify(job.manifests.map(({ version }) => version));
      assign.run(numberAt(findPack.row(digest) ?? [], 0), job.packageId, versions);
    });
  }

  return { add, flush: () => last };
}
