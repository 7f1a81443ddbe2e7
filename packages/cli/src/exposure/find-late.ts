import { findLateExposures } from "@lockkeeper/exposure";
import type { ExposureChannel, ExposureQuestion, HadVersion, LateExposure } from "@lockkeeper/exposure";
import type { Store } from "@lockkeeper/store";

import type { Environment } from "../environment.ts";
import type { ChannelContext } from "./channel-reader.ts";
import { channelEntries } from "./channels.ts";
import { createAccuser } from "./late-accusations.ts";
import type { KnownNow } from "./late-accusations.ts";
import { rememberSweeps } from "./remember-sweeps.ts";

/** What is matched backwards, and with what. */
export interface LateParts extends Omit<KnownNow, "kept"> {
  readonly store: Store;
  readonly environment: Environment;
  /** Names of the results of sweeps that this process has looked at; grows. */
  readonly sweeps: Set<string>;
}

/** Matches everything that was ever served, locked or swept with what is known now; answers what was not told yet. */
export async function findLate(parts: LateParts): Promise<readonly LateExposure[]> {
  const { store, environment, sweeps, intelligence, policy } = parts;
  await rememberSweeps(store.folder.root, store.inventory, sweeps);
  return await findLateExposures({
    had: listHad(store),
    accuse: createAccuser({ intelligence, policy, kept: store.late.accusations() }),
    channels: await openChannels(store.folder.root, environment),
    late: store.late,
    now: environment.clock.now(),
  });
}

function* listHad({ ledger, inventory }: Store): Iterable<HadVersion> {
  yield* ledger.versionsAskedFor();
  yield* inventory.versionsEver();
}

/** The channels that need no folder. */
async function openChannels(
  dataFolder: string,
  environment: Environment,
): Promise<readonly ExposureChannel[]> {
  const context: Omit<ChannelContext, "question"> = {
    roots: [],
    tree: async () => ({ roots: [], files: [], folders: [], closed: [], unlisted: [] }),
    dataFolder,
    environment,
    tell: () => undefined,
  };
  const entries = channelEntries.filter(({ looksInto }) => looksInto === "data-folder");
  return await Promise.all(
    entries.map(async (entry) => {
      const reader = await entry.load();
      return {
        statement: reader.statement,
        place: { kind: "host" as const, id: dataFolder },
        collect: (question: ExposureQuestion) => reader.read({ ...context, question }),
      };
    }),
  );
}
