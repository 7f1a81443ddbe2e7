import { statfs } from "node:fs/promises";
import type { Logger } from "@lockkeeper/core";
import { toErrorRecord } from "@lockkeeper/core";

/** How much room there is on a disk, as of late. */
export interface DiskWatch {
  /** Bytes as of the last look; a look that is old is followed by another one behind. Infinite before the first. */
  freeBytes(): number;
  /** Looks now. */
  look(): Promise<void>;
}

/** Who asks every second is told what was true within this time. Milliseconds. */
const looksEveryMs = 30_000;

/** Watches the disk of a folder whenever somebody asks. */
export function createDiskWatch(path: string, logger: Logger): DiskWatch {
  let free = Number.POSITIVE_INFINITY;
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function look(): Promise<void> {
    lookedAt = performance.now();
    const { bavail, bsize } = await statfs(path);
    free = bavail * bsize;
  }

  return {
    look,
    freeBytes: () => {
      if (performance.now() - lookedAt < looksEveryMs) return free;
      look().catch((error: unknown) =>
        logger.log("warn", {
          code: "SERVER_DISK_UNKNOWN",
          message: "Cannot tell how much room the disk has",
          fields: { cause: toErrorRecord(error) },
        }),
      );
      return free;
    },
  };
}
