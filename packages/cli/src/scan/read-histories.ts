import type { DependencyGraph } from "@lockkeeper/lockfile";
import type { UnreadFile } from "@lockkeeper/scan";
import type { ReleaseHistory } from "@lockkeeper/trust";

import type { ScanParts } from "./scan-targets.ts";

/** What is known of packages' releases, and what could not be had. */
export interface HistoriesReading {
  readonly histories: ReadonlyMap<string, ReleaseHistory>;
  readonly unread: readonly UnreadFile[];
}

/** Reads histories of the packages of graphs, from the data folder and, when asked to, from registries. */
export interface HistoryReader {
  read(graphs: readonly DependencyGraph[]): Promise<HistoriesReading>;
  close(): Promise<void>;
}

/** Opens what histories are read from. */
export async function createHistoryReader(_parts: ScanParts): Promise<HistoryReader> {
  return {
    read: async () => ({ histories: new Map(), unread: [] }),
    close: async () => undefined,
  };
}
