import { resolve } from "node:path";

import type { Inspector } from "@lockkeeper/inspect";
import type { TrustFiles } from "@lockkeeper/trust";

import { readBoundedFile } from "../bounded-file.ts";

import type { Environment } from "../environment.ts";
import { readEngineSettings } from "../settings.ts";
import type { LookFlags } from "./inspect-options.ts";

/** What an inspector of a command is opened with. */
export interface InspectorFlags {
  readonly data: string | undefined;
  readonly upstream: string | undefined;
  /** Milliseconds since the epoch, when a version is judged as of a moment. */
  readonly at: number | undefined;
  readonly workers: number;
  readonly look: Pick<LookFlags, "trustRoot" | "registryKeys">;
}

/** Opens an inspector for a command. Throws what `readEngineSettings` throws, and INTEL_* errors. */
export async function openCommandInspector(
  { data, upstream, at, workers, look }: InspectorFlags,
  environment: Environment,
): Promise<Inspector> {
  const engine = await environment.engine();
  const settings = await readEngineSettings({ data, upstream, policy: undefined }, environment);
  return await engine.openInspector({
    ...settings,
    // What was not known at that moment must not be held against a version.
    knownBy: at === undefined ? undefined : () => at,
    workers,
    trustFiles: await readTrustFiles(look, environment),
  });
}

const trustFileMaxBytes = 8_000_000;

async function readTrustFiles(
  { trustRoot, registryKeys }: InspectorFlags["look"],
  { cwd }: Environment,
): Promise<TrustFiles | undefined> {
  if (trustRoot === undefined && registryKeys === undefined) return undefined;
  const read = async (file: string | undefined, what: string): Promise<string | undefined> =>
    file === undefined
      ? undefined
      : await readBoundedFile(resolve(cwd, file), {
          what,
          maxBytes: trustFileMaxBytes,
          hint: "Check the path.",
        });
  return {
    rootText: await read(trustRoot, "a trust root"),
    keysText: await read(registryKeys, "a registry's keys"),
  };
}
