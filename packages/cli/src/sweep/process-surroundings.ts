import { hostname } from "node:os";
import { join, resolve } from "node:path";

import { isThere } from "../bounded-file.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { readCampaigns, resolveCampaigns } from "../known-campaigns.ts";
import { indexFileName } from "../known-malware.ts";
import { askSystem } from "./ask-system.ts";
import type { KnownPackages } from "@lockkeeper/sweep";
import type { SweepCommandInput } from "./sweep-input.ts";
import type { SweepSurroundings } from "./sweep-surroundings.ts";

/** What the command takes from its process and its data folder. */
export function surroundingsOf(input: SweepCommandInput, environment: Environment): SweepSurroundings {
  return {
    ...environment,
    isAdministrator: process.getuid?.() === 0,
    hostName: hostname(),
    proc: "/proc",
    ownPid: process.pid,
    ask: (command) => askSystem(command, environment),
    campaigns: () => readAllCampaigns(input, environment),
    advisories: () => readAdvisories(input, environment),
    sealingKey: () => openSealingKey(input, environment),
  };
}

/** With the versions of the advisories that stand for what campaigns do not list, where the data folder has them. */
async function readAllCampaigns(
  { data }: SweepCommandInput,
  environment: Environment,
): ReturnType<SweepSurroundings["campaigns"]> {
  const dataFolder = dataFolderOf(data, environment);
  const { campaigns } = await readCampaigns(dataFolder);
  return await resolveCampaigns(campaigns, dataFolder);
}

/** The index of advisories that was imported. A folder that is not there is not made for it. */
async function readAdvisories(
  { data }: SweepCommandInput,
  environment: Environment,
): Promise<KnownPackages | undefined> {
  const { openIndex } = await import("@lockkeeper/intel");
  const file = join(dataFolderOf(data, environment), "intel", indexFileName);
  if (!(await isThere(file))) return undefined;
  const index = await openIndex(file);
  return {
    isNamed: (name) => index.advisoriesOf(name).some(({ advisory }) => advisory.kind === "malware"),
    accusationsOf: (name, version) =>
      index
        .match(name, version)
        .filter(({ kind }) => kind === "malware")
        .map(({ id, extent }) => ({ id, isExact: extent !== "every-version" })),
  };
}

/** The key of this machine is made when a result is sealed for the first time. */
async function openSealingKey(
  { key, data }: SweepCommandInput,
  environment: Environment,
): ReturnType<SweepSurroundings["sealingKey"]> {
  const { createBundleKeys, readSigningKey } = await import("@lockkeeper/feeds");
  const { openDataFolder } = await import("@lockkeeper/store");
  if (key !== undefined) return (await readSigningKey(resolve(environment.cwd, key))).key;
  const folder = dataFolderOf(data, environment);
  await openDataFolder(folder);
  const file = join(folder, "sweep.key");
  if (!(await isThere(file))) await createBundleKeys(file);
  return (await readSigningKey(file)).key;
}
