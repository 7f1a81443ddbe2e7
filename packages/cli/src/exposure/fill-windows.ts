import { join } from "node:path";

import { LockkeeperError } from "@lockkeeper/core";
import type { ExposureTarget, ExposureWindow } from "@lockkeeper/exposure";
import type { VersionHistory } from "@lockkeeper/store";

import { isThere } from "../bounded-file.ts";
import type { Environment } from "../environment.ts";
import { withStore } from "../with-store.ts";

/** For how many packages the firewall is asked what it saw; mass campaigns name thousands, mostly never seen. */
const maxAsked = 2000;

/**
 * Gives targets whose window nobody knows the one that the firewall saw: from the first publish time of the versions until
 * the last of them was noticed to be gone. Reads the data folder, and makes none.
 */
export async function fillWindows(
  targets: readonly ExposureTarget[],
  data: string,
  environment: Environment,
): Promise<readonly ExposureTarget[]> {
  const open = targets.filter(isOpen);
  if (open.length === 0 || open.length > maxAsked || !(await isThere(join(data, "lockkeeper.db")))) {
    return targets;
  }
  try {
    return await withStore(data, environment, ({ sightings }) =>
      targets.map((target) =>
        isOpen(target)
          ? { ...target, window: windowSeen(target, sightings.versionsOf(target.name)) }
          : target,
      ),
    );
  } catch (error) {
    // Without windows everything counts, and the ledger's channel tells of a data folder that cannot be read.
    if (error instanceof LockkeeperError && error.code.startsWith("STORE_")) return targets;
    throw error;
  }
}

function isOpen({ versions, range, window }: ExposureTarget): boolean {
  return (
    versions !== "all" && range === undefined && window.since === undefined && window.until === undefined
  );
}

function windowSeen(
  { versions, window }: ExposureTarget,
  histories: readonly VersionHistory[],
): ExposureWindow {
  const seen = histories.filter(({ version }) => versions.includes(version));
  // What was not seen may have been there at any time.
  if (seen.length === 0 || new Set(seen.map(({ version }) => version)).size < versions.length) return window;
  const since = seen.map(({ publishedAt, firstSeenAt }) => Math.min(publishedAt ?? firstSeenAt, firstSeenAt));
  const until = seen.map(({ removedAt }) => removedAt);
  return {
    since: Math.min(...since),
    until: until.includes(undefined) ? undefined : Math.max(...until.flatMap((each) => each ?? [])),
  };
}
