import type { Platform } from "../observation.ts";
import type { Circumstances } from "../world.ts";

import type { HoneyValues } from "./honey.ts";

/** What a world is made of before its files are. */
export interface MachineKind {
  readonly name: string;
  readonly platform: Platform;
  readonly libc: Circumstances["libc"];
  readonly isContinuousIntegration: boolean;
  /** Whether the places that thieves look for hold something. */
  readonly hasTargets: boolean;
  readonly locale: string;
  readonly timeZone: string;
  readonly user: string;
  readonly hostname: string;
  readonly home: string;
  readonly temporaryFolder: string;
  readonly project: string;
  readonly honey: HoneyValues;
  /** The registry of the project, a URL. */
  readonly registry: string;
}

/** Joins a place in the manner of a platform. */
export function placeOf(platform: Platform, ...parts: readonly string[]): string {
  return platform === "win32" ? parts.join("\\").replaceAll("/", "\\") : parts.join("/");
}
