import { join } from "node:path";

import { LockkeeperError } from "@lockkeeper/core";

import { isThere } from "../bounded-file.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { showForeign } from "../foreign-text.ts";
import { count } from "../table.ts";
import { withStore } from "../with-store.ts";

/** A version that an inspection spoke against. */
export interface BlockedVersion {
  readonly name: string;
  readonly version: string;
  /** One sentence. */
  readonly reason: string;
}

/**
 * Keeps what an inspection found for those who took the version before: `exposure --new` and a server tell them. Does
 * nothing where no firewall's data is; what cannot be kept is said on standard error, since the inspection itself stands.
 */
export async function keepAccusations(
  blocked: readonly BlockedVersion[],
  data: string | undefined,
  environment: Environment,
): Promise<void> {
  const database = join(dataFolderOf(data, environment), "lockkeeper.db");
  if (blocked.length === 0 || !(await isThere(database))) return;
  const at = environment.clock.now();
  try {
    await withStore(data, environment, ({ late }) => {
      for (const each of blocked) late.accuse({ ...each, source: "inspection", at });
    });
    await environment.stderr.write(
      `note CLI_ACCUSED: ${count(blocked.length, "version")} kept as bad; exposure --new tells who had one\n`,
    );
  } catch (error) {
    if (!(error instanceof LockkeeperError)) throw error;
    const { code, message } = error;
    await environment.stderr.write(
      `note ${code}: what was found is not kept for exposure --new: ${showForeign(message, 500)}\n`,
    );
  }
}
