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
}

/** Writes manifests in the background, one package at a time. What could not be written is tried again with the next. */
export interface PackQueue {
  add(job: PackJob): void;
  /** Waits until each was tried. */
  flush(): Promise<void>;
}

/** The queue holds manifests in memory; beyond this it takes no more. */
const queueMaxBytes = 32_000_000;

/** Creates a queue. */
export function createPackQueue(database: SqlDatabase, packs: ManifestPacks, logger: Logger): PackQueue {
  const record = createRecorder(database);
  const waiting: PackJob[] = [];
  let queued = 0;
  let running: Promise<void> | undefined;

  function add(job: PackJob): void {
    const bytes = weigh(job);
    if (queued + bytes > queueMaxBytes && queued > 0) {
      report(job, { bytes, queued });
      return;
    }
    queued += bytes;
    waiting.push(job);
    start();
  }

  function start(): void {
    if (waiting.length > 0) running ??= drain();
  }

  async function drain(): Promise<void> {
    const failed: PackJob[] = [];
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      if (await tryKeep(job)) queued -= weigh(job);
      else failed.push(job);
    }
    waiting.push(...failed);
    running = undefined;
  }

  async function tryKeep(job: PackJob): Promise<boolean> {
    try {
      record(job, await packs.write(job.manifests));
      return true;
    } catch (error) {
      report(job, { error: toErrorRecord(error) });
      return false;
    }
  }

  function report({ name }: PackJob, fields: Readonly<Record<string, unknown>>): void {
    logger.log("warn", {
      code: "STORE_SNAPSHOT_FAILED",
      message: `The manifests of ${name} could not be kept for now`,
      fields: { name, ...fields },
    });
  }

  async function flush(): Promise<void> {
    start();
    await running;
  }

  return { add, flush };
}

function createRecorder(database: SqlDatabase): (job: PackJob, digest: string) => void {
  const addPack = database.command("INSERT INTO manifest_pack(digest) VALUES (?) ON CONFLICT DO NOTHING");
  const findPack = database.query("SELECT id FROM manifest_pack WHERE digest = ?");
  const assign = database.command(
    `UPDATE sighting SET pack = ? WHERE package = ? AND pack IS NULL
     AND version IN (SELECT value FROM json_each(?))`,
  );
  return (job, digest) => {
    database.transaction(() => {
      addPack.run(digest);
      const versions = JSON.stringify(job.manifests.map(({ version }) => version));
      assign.run(numberAt(findPack.row(digest) ?? [], 0), job.packageId, versions);
    });
  };
}

function weigh({ manifests }: PackJob): number {
  return manifests.reduce((sum, { manifest }) => sum + manifest.length, 0);
}
