import { join, resolve } from "node:path";

import type { Clock, Logger } from "@lockkeeper/core";
import type { EngineSettings } from "@lockkeeper/server";

import { dataFolderOf } from "./data-folder.ts";
import type { Environment } from "./environment.ts";
import { CliError } from "./errors.ts";
import { createLogger } from "./logger.ts";
import { readPolicyFile } from "./policy-file.ts";
import { readProxySettings } from "./proxy-settings.ts";
import { readDefaultsBehindSetup } from "./setup-defaults.ts";
import { styleFor } from "./style.ts";

/** The flags that say what decides, and about which registry. */
export interface EngineFlags {
  readonly data: string | undefined;
  readonly upstream: string | undefined;
  readonly policy: string | undefined;
}

/** What only some commands set. */
export interface SettingsExtras {
  readonly clock?: Clock;
  readonly isObserving?: boolean;
  readonly logger?: Logger;
}

/** More do not help: packuments are read as fast as an upstream sends them. */
const documentThreadsMax = 4;

/** Builds the settings of everything that decides, from flags, environment and files. Throws `STORE_UNWRITABLE`, `CLI_USAGE`, `CLI_BAD_FILE`, `POLICY_…`, `SERVER_BAD_…`. */
export async function readEngineSettings(
  flags: EngineFlags,
  environment: Environment,
  extras: SettingsExtras = {},
): Promise<EngineSettings> {
  const engine = await environment.engine();
  const { openDataFolder } = await import("@lockkeeper/store");
  const dataFolder = dataFolderOf(flags.data, environment);
  // First of all, so that a folder that cannot be used is told as such and not by the first file in it.
  await openDataFolder(dataFolder);
  checkUpstreamFlag(flags.upstream);
  const policyFile = flags.policy === undefined ? undefined : resolve(environment.cwd, flags.policy);
  if (policyFile !== undefined) await readPolicyFile(policyFile, "organisation");
  const defaults = await readDefaultsBehindSetup(engine, dataFolder);
  const upstreams = await engine.readUpstreams({
    upstream: flags.upstream,
    upstreamsFile: join(dataFolder, "upstreams.yaml"),
    secretsFile: join(dataFolder, "secrets.yaml"),
    env: environment.env,
    defaults,
  });
  return {
    dataFolder,
    upstreams,
    defaultRegistry: defaults.defaultRegistry,
    policyFile,
    isObserving: extras.isObserving ?? false,
    clock: extras.clock ?? environment.clock,
    knownBy: undefined,
    logger: extras.logger ?? createQuietLogger(environment),
    version: environment.version,
    token: nonEmpty(environment.env["LOCKKEEPER_TOKEN"]),
    documentThreads: documentThreadsFor(environment),
    proxy: readProxySettings(environment.env),
  };
}

/** One processor serves, and the others work on packuments; a machine with one shares it. */
function documentThreadsFor({ processors }: Environment): number {
  return processors === 0 ? 0 : Math.min(Math.max(processors - 1, 1), documentThreadsMax);
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

function checkUpstreamFlag(upstream: string | undefined): void {
  if (upstream === undefined || /^https?:\/\//i.test(upstream)) return;
  throw new CliError("CLI_USAGE", {
    message: `Cannot use ${JSON.stringify(upstream.slice(0, 200))} as upstream as it is no http or https URL`,
    hint: "Write it in full, such as --upstream https://registry.example/.",
  });
}

/** A logger for commands that end: only what a person should know. */
export function createQuietLogger(environment: Environment): Logger {
  const style = styleFor(environment.stderr, environment, true);
  return createLogger({
    sink: environment.stderr,
    clock: environment.clock,
    minimum: "warn",
    isJson: false,
    style,
  });
}
