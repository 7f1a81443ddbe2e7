import type { Campaign } from "@lockkeeper/intel";
import type { KnownPackages, SweepHost, SystemCommand } from "@lockkeeper/sweep";
import type { KeyObject } from "node:crypto";

import type { Environment } from "../environment.ts";

/** What a sweep takes from the outside; the script that stands alone has no more than this. */
export interface SweepSurroundings extends Pick<
  Environment,
  "clock" | "cwd" | "env" | "homeFolder" | "lifecycle" | "platform" | "stderr" | "version"
> {
  /** Whether the user may read the folders of all others. */
  readonly isAdministrator: boolean;
  readonly hostName: string;
  /** Where Linux shows processes. */
  readonly proc: string;
  readonly ownPid: number;
  /** This machine, where a caller describes it otherwise. */
  readonly host?: SweepHost;
  /** Runs a program of the system that only shows something. */
  readonly ask: (command: SystemCommand) => Promise<string | undefined>;
  /** Everything that is known, own campaigns among it. */
  readonly campaigns: () => Promise<readonly Campaign[]>;
  /** What advisories call malware, where any were imported. */
  readonly advisories?: () => Promise<KnownPackages | undefined>;
  /** The key that seals results. */
  readonly sealingKey: () => Promise<KeyObject>;
}
