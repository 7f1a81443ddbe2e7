import type { Inspector } from "@lockkeeper/inspect";

import type { Environment } from "../environment.ts";
import { readEngineSettings } from "../settings.ts";

/** What an inspector of a command is opened with. */
export interface InspectorFlags {
  readonly data: string | undefined;
  readonly upstream: string | undefined;
  /** Milliseconds since the epoch, when a version is judged as of a moment. */
  readonly at: number | undefined;
  readonly workers: number;
}

/** Opens an inspector for a command. Throws what `readEngineSettings` throws, and INTEL_* errors. */
export async function openCommandInspector(
  { data, upstream, at, workers }: InspectorFlags,
  environment: Environment,
): Promise<Inspector> {
  const engine = await environment.engine();
  const settings = await readEngineSettings({ data, upstream, policy: undefined }, environment);
  return await engine.openInspector({
    ...settings,
    // What was not known at that moment must not be held against a version.
    knownBy: at === undefined ? undefined : () => at,
    workers,
  });
}
