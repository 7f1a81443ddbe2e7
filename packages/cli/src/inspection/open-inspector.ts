import { resolve } from "node:path";

import type { Inspector } from "@lockkeeper/inspect";
import type { UpstreamConfig } from "@lockkeeper/registry";
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

/** An inspector with the registries that it asks. */
export interface OpenedInspector {
  readonly inspector: Inspector;
  /** The upstream that a name is asked of. */
  readonly upstreamOf: (name: string) => UpstreamConfig | undefined;
}

/** Opens an inspector for a command. Throws what `readEngineSettings` throws, and INTEL_* and TRUST_* errors. */
export async function openCommandInspector(
  { data, upstream, at, workers, look }: InspectorFlags,
  environment: Environment,
): Promise<OpenedInspector> {
  const engine = await environment.engine();
  const settings = await readEngineSettings({ data, upstream, policy: undefined }, environment);
  const inspector = await engine.openInspector({
    ...settings,
    // What was not known at that moment must not be held against a version.
    knownBy: at === undefined ? undefined : () => at,
    workers,
    trustFiles: await readTrustFiles(look, environment),
  });
  return { inspector, upstreamOf: (name) => routeOf(name, settings.upstreams) };
}

/** By full name, else by scope, else to the one that has neither. */
function routeOf(name: string, upstreams: readonly UpstreamConfig[]): UpstreamConfig | undefined {
  const [scope = ""] = name.split("/", 1);
  return (
    upstreams.find(({ names = [] }) => names.includes(name)) ??
    upstreams.find(({ scopes }) => scope.startsWith("@") && scopes.includes(scope)) ??
    upstreams.find(({ names = [], scopes }) => names.length + scopes.length === 0)
  );
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
